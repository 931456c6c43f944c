// In French: what the walk through every page does not come by. Pages that take a step first, and who looks on.
import { endAccess, openContact } from '../support/admin.ts';
import { inFrench } from '../support/french.ts';
import { fatoumata, lucie } from '../support/people.ts';
import { expect, openLink, type Place, takenOver, test, visit } from '../support/test.ts';
import { totp } from '../support/totp.ts';

const FRENCH = { locale: 'fr-FR' };
const COURSE = '/courses/un-stand-qui-vend';

/** The first admin, in a browser that asks for French. */
const french = (portal: Place) => ({ ...FRENCH, storageState: portal.admin.state });

test('a learner’s pages, down to the lesson', async ({ learner, axe, picture }) => {
  const page = await learner(lucie.email);
  await expect(page).toHaveURL(/\/courses$/);
  for (const [address, heading] of [
    ['/courses', 'Bonjour Lucie'],
    [COURSE, 'Un stand qui vend, sans brader'],
    [`${COURSE}/lessons/le-budget-du-stand`, 'Le budget d’un week-end'],
    ['/account', 'Mon compte'],
    ['/account?dialog=everywhere', 'Mon compte'],
  ] as const) {
    await test.step(address, async () => {
      await visit(page, address);
      await inFrench(page, heading);
      await axe(page);
    });
  }
  await visit(page, `${COURSE}/lessons/le-budget-du-stand`);
  await picture(page, 'lesson-fr');
  const bar = page.getByRole('navigation', { name: 'Leçons' });
  await expect(bar.getByRole('button', { name: /Marquer comme terminée|Terminée/ })).toBeVisible();
  await expect(bar.getByRole('link', { name: 'Précédent' })).toBeVisible();
  await expect(bar.getByRole('link', { name: 'Suivant' })).toBeVisible();
});

test('opening a link, and what may come in between', async ({ portal, visitor, complaints, axe }) => {
  complaints.allow(/status of 4(?:00|03|10)/);
  const page = await visitor(FRENCH);
  const plain = async (heading: string) => {
    await inFrench(page, heading);
    await axe(page);
  };
  await page.goto('/enter');
  await plain('Votre navigateur refuse les cookies');
  await page.goto('/l/short');
  await plain('Ce lien ne fonctionne pas');
  const link = await portal.link(lucie.email);
  await page.goto(link);
  await plain('Bienvenue');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Ouvrir mon espace' }).click();
  await plain('Cette page n’est plus à jour');
  await portal.link(lucie.email, '--regenerate');
  await openLink(page, link);
  await plain('Ce lien a été remplacé par un plus récent');
  await page.getByRole('button', { name: 'Envoyez-moi un nouveau lien' }).click();
  await plain('Regardez dans votre messagerie');

  const elsewhere = await visitor();
  await openLink(elsewhere, link);
  await inFrench(elsewhere, 'Ce lien a été remplacé par un plus récent');
});

test('a learner whose access has ended', async ({ learner, admin, axe, picture }) => {
  const page = await learner(fatoumata.email);
  await expect(page).toHaveURL(/\/courses$/);
  await openContact(admin, fatoumata);
  await endAccess(admin, 'Le Parcours créateur');
  await visit(page, '/courses');
  await expect(page.getByRole('heading', { name: 'Vous n’avez pas de formation en ce moment' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Vos accès' }).getByRole('listitem')).toContainText('Terminé');
  await inFrench(page, 'Bonjour Fatoumata');
  await axe(page);
  await picture(page, 'no-course-fr');
  await page.getByRole('button', { name: 'Demander un accès' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Votre formateur sait que vous souhaitez un accès.' })).toBeVisible();
  await inFrench(page, 'Bonjour Fatoumata');
});

test('the link dialog, once a contact is picked', async ({ portal, visitor, axe, picture }) => {
  const page = await visitor(french(portal));
  await openContact(page, lucie);
  await inFrench(page, lucie.name);
  await axe(page);
  await page.getByRole('link', { name: 'Créer un lien magique' }).click();
  const dialog = page.getByRole('dialog', { name: 'Créer un lien magique' });
  await expect(dialog.getByRole('heading', { name: `Ce que verra ${lucie.name}` })).toBeVisible();
  await inFrench(page, 'Portail client');
  await axe(page);
  await dialog.getByRole('button', { name: 'Créer le lien' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Lien magique' })).toHaveValue(/\/l\//);
  await expect(dialog).toContainText('Valable jusqu’au');
  await inFrench(page, 'Portail client');
  await axe(page);
  await picture(page, 'link-fr');
  for (const [choice, question] of [['Régénérer', /^Remplacer tous les liens/], ['Révoquer', /^Révoquer ce lien/]] as const) {
    await dialog.getByRole('link', { name: choice }).click();
    const asked = page.getByRole('dialog', { name: question });
    await expect(asked.getByRole('button', { name: choice })).toBeVisible();
    await inFrench(page, 'Portail client');
    await asked.getByRole('link', { name: 'Annuler' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Lien magique' })).toBeVisible();
  }
});

test('the steps of an import', async ({ portal, visitor, axe }) => {
  const page = await visitor(french(portal));
  await visit(page, '/admin/contacts/import');
  await inFrench(page, 'Importer des contacts');
  const buffer = Buffer.from('Nom;E-mail\r\nÉlise Aubert;elise.aubert@liste.example\r\nSans Adresse;\r\n');
  await page.getByLabel('Choisissez un fichier CSV').setInputFiles({ name: 'liste.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Continuer' }).click();
  await expect(page.getByRole('table', { name: 'Associer les colonnes' })).toBeVisible();
  await takenOver(page);
  await inFrench(page, 'Importer des contacts');
  await axe(page);
  await page.getByRole('button', { name: 'Vérifier le fichier' }).click();
  await expect(page.getByRole('table', { name: 'Lignes refusées' }).getByRole('row').last()).toContainText('Il n’y a pas d’adresse e-mail.');
  await inFrench(page, 'Importer des contacts');
  await page.getByRole('button', { name: 'Importer 1 contact' }).click();
  await expect(page.getByText('liste.csv a été importé.')).toBeVisible({ timeout: 30_000 });
  await inFrench(page, 'Importer des contacts');
  await axe(page);
});

test('two-step sign-in', async ({ portal, visitor, axe }) => {
  const person = { email: 'odette@example.com', password: 'trois marronniers sous la pluie' };
  await portal.cli(['admin', 'create', '--name', 'Odette Lenoir', person.email], { input: person.password });
  const page = await visitor(FRENCH);
  await visit(page, '/admin/sign-in');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Mot de passe').fill(person.password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page).toHaveURL(/\/admin\/portal\/dashboard/);
  const account = async () => {
    await takenOver(page);
    await inFrench(page, 'Mot de passe et sécurité');
    await axe(page);
  };

  await visit(page, '/admin/account');
  await page.getByRole('link', { name: 'Activer la connexion en deux étapes…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Activer la connexion en deux étapes' });
  await expect(dialog).toBeVisible();
  await account();
  await dialog.getByLabel('Mot de passe actuel').fill(person.password);
  await dialog.getByRole('button', { name: 'Continuer' }).click();
  await expect(page.getByRole('heading', { name: 'Scannez ce code avec une application d’authentification' })).toBeVisible();
  await account();
  const secret = await page.getByRole('region', { name: 'Connexion en deux étapes' }).locator('dd code').innerText();
  await page.getByLabel('Les six chiffres de l’application').fill(totp(secret));
  await page.getByRole('button', { name: 'Activer', exact: true }).click();
  const codes = page.getByRole('region', { name: 'Vos codes de secours' });
  await expect(codes).toBeVisible();
  await account();
  await codes.getByRole('button', { name: 'Je les ai mis en lieu sûr' }).click();
  await expect(page.getByText('Il reste 10 codes de secours.')).toBeVisible();
});

test('an admin who opened a link, and who looks on as the contact', async ({ portal, visitor, axe }) => {
  const page = await visitor(french(portal));
  await openLink(page, await portal.link(lucie.email));
  const strip = page.getByRole('complementary', { name: 'Connecté en tant qu’administrateur' });
  await expect(strip).toContainText(`Vous avez ouvert un lien de ${lucie.name}`);
  await expect(strip.getByRole('button', { name: 'Copier pour une fenêtre privée' })).toBeVisible();
  await inFrench(page, 'Toutes les formations');
  await axe(page);
  await strip.getByRole('button', { name: 'Voir comme ce contact' }).click();
  const preview = page.getByRole('complementary', { name: 'Voir comme ce contact' });
  await expect(preview).toContainText(`Vous voyez le portail comme ${lucie.name} le voit.`);
  await inFrench(page, 'Bonjour Lucie');
  await visit(page, `${COURSE}/lessons/choisir-son-marche`);
  await inFrench(page, 'Choisir son marché');
  await axe(page);
  await preview.getByRole('button', { name: 'Arrêter' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(lucie.name);
});
