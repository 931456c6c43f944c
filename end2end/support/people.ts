// People and courses of the demo content that specs speak of. A spec that changes somebody takes one whom no other names.

/** In alphabetical order. */
export const MAKER_ESSENTIALS = [
  'A Newsletter People Open',
  'Bookkeeping in an Hour a Week',
  'Kind and Firm: Customer Care for One',
  'Price Your Work with a Straight Face',
  'Product Photographs by a Window',
];

// With the offer Maker Essentials only.
export const wren = { name: 'Wren Castellan', email: 'wren.castellan@example.org' };
/** Phone +447700900267. */
export const declan = { name: 'Declan Rafferty', email: 'declan.rafferty@example.net', phone: '+447700900267' };
export const freya = { name: 'Freya Lindqvist', email: 'freya.lindqvist@example.net' };
export const callum = { name: 'Callum Ferguson', email: 'callum.ferguson@example.net' };
export const rhys = { name: 'Rhys Llewelyn', email: 'rhys.llewelyn@example.org' };
export const chiara = { name: 'Chiara Bellandi', email: 'chiara.bellandi@example.org' };
export const aonghus = { name: 'Aonghus Mac Giolla', email: 'aonghus.macgiolla@example.org' };
/** Has completed the first five lessons of Price Your Work. */
export const josephine = { name: 'Josephine Akintola', email: 'josephine.akintola@example.org' };
/** And had Workshop Month once. */
export const beatrix = { name: 'Beatrix Holloway', email: 'beatrix.holloway@example.net' };

/** French, with the French offer only. */
export const maelys = { name: 'Maëlys Rocheteau', email: 'maelys.rocheteau@example.org' };
/** Without any offer. */
export const cordelia = { name: 'Cordelia Finch', email: 'cordelia.finch@example.net' };
/** French, with two offers. */
export const aisha = { name: 'Aïcha Ould Brahim', email: 'aicha.ouldbrahim@example.com' };
/** With an offer that has ended. */
export const benedict = { name: 'Benedict Hartnoll', email: 'benedict.hartnoll@example.com' };
export const hannah = { name: 'Hannah Whitcombe', email: 'hannah.whitcombe@example.com' };
/** With Maker Essentials only. */
export const oluwaseun = { name: 'Oluwaseun Adeyemi', email: 'seun.adeyemi@example.com' };
export const ingrid = { name: 'Ingrid Sørensen', email: 'ingrid.sorensen@example.net' };
export const tomasz = { name: 'Tomasz Wieczorek', email: 'tomasz.wieczorek@example.org' };
/** Phone +447700900926, tagged textiles. */
export const dorothea = { name: 'Dorothea Pemberton', email: 'dorothea.pemberton@example.org' };
export const tabitha = { name: 'Tabitha Quarshie', email: 'tabitha.quarshie@example.com' };
export const siobhan = { name: 'Siobhán O\'Donoghue', email: 'siobhan.odonoghue@example.org' };
export const zoe = { name: 'Zoë Marchbanks', email: 'zoe.marchbanks@example.com' };
/** A coach in London, phone +447700900819, with Workshop Month only. */
export const kwame = { name: 'Kwame Boateng', email: 'kwame.boateng@example.com' };

/** With Maker Essentials and Workshop Month. */
export const ruth = { name: 'Ruth Ashdown', email: 'ruth.ashdown@example.com' };
/** The same, and everything is completed. */
export const margaret = { name: 'Margaret Featherstonhaugh', email: 'margaret.featherstonhaugh@example.com' };
/** With one offer in English and one in French. */
export const moira = { name: 'Moira Kilbride', email: 'moira.kilbride@example.net' };
/** With Workshop Month only; in the middle of it. */
export const arjun = { name: 'Arjun Mehrotra', email: 'arjun.mehrotra@example.com' };

// French, with the French offer only.
export const solene = { name: 'Solène Grandjean', email: 'solene.grandjean@example.net' };
/** Phone +33639988834. */
export const thibault = { name: 'Thibault Peyronnet', email: 'thibault.peyronnet@example.org' };
/** Was never here. */
export const oceane = { name: 'Océane Lefrançois', email: 'oceane.lefrancois@example.com' };
/** In the middle of it. */
export const lucie = { name: 'Lucie Fontanel', email: 'lucie.fontanel@example.net' };
export const fatoumata = { name: 'Fatoumata Cissé', email: 'fatoumata.cisse@example.org' };

/** Without any offer; on the waiting list. */
export const harriet = { name: 'Harriet Stonebridge', email: 'harriet.stonebridge@example.com' };
/** English, and the same. */
export const malgorzata = { name: 'Małgorzata Król', email: 'malgorzata.krol@example.org' };
/** Had Workshop Month once, and nothing since. */
export const fergus = { name: 'Fergus Auchterlonie', email: 'fergus.auchterlonie@example.com' };

// In the community The Workbench.
/** French; writes there and is banned. */
export const clemence = { name: "Clémence d'Aubrac", email: 'clemence.daubrac@example.com' };
/** With Maker Essentials and Workshop Month; half-way through. */
export const priya = { name: 'Priya Nandakumar', email: 'priya.nandakumar@example.com' };
/** With Workshop Month only. */
export const edmund = { name: 'Edmund Brathwaite', email: 'edmund.brathwaite@example.com' };
/** A moderator; takes quizzes too. With Maker Essentials. */
export const imogen = { name: 'Imogen Thackeray-Lowe', email: 'imogen.thackeray@example.com' };
/** French. */
export const helene = { name: 'Hélène Vasseur', email: 'helene.vasseur@example.com' };
/** With Maker Essentials; comments on lessons. */
export const carmen = {
  name: 'María del Carmen Francisca Inmaculada Fernández de Córdoba y Santillán de la Vega',
  email: 'mcarmen.fernandezdecordoba@example.org',
};
