// A mail server of the tests' own, and what it was given: a portal whose mail goes there.
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';

import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

import { startPortal, test as base } from './test.ts';

export { expect } from './test.ts';

export class Mailbox {
  private readonly mails: ParsedMail[] = [];
  private readonly heard = new Set<() => void>();
  private readonly server: SMTPServer;
  private gate: Promise<void> = Promise.resolve();

  private constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        simpleParser(stream).then(async (mail) => {
          await this.gate;
          this.mails.push(mail);
          for (const hear of this.heard) hear();
          done();
        }, done);
      },
    });
  }

  static async start(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    const listening = mailbox.server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    return mailbox;
  }

  get url(): string {
    const { port } = this.server.server.address() as AddressInfo;
    return `smtp://127.0.0.1:${port}`;
  }

  /** Keeps whoever sends waiting, until the answer is called. */
  hold(): () => void {
    let release = () => {};
    this.gate = new Promise((open) => {
      release = open;
    });
    return release;
  }

  /** The first mail to that address, once it is there. The test's own time limit ends the wait. */
  async mailTo(address: string): Promise<ParsedMail> {
    for (;;) {
      const found = this.mails.find((mail) => [mail.to ?? []].flat().some((to) => to.value.some((one) => one.address === address)));
      if (found) return found;
      await new Promise<void>((hear) => {
        const once = () => {
          this.heard.delete(once);
          hear();
        };
        this.heard.add(once);
      });
    }
  }

  stop(): Promise<void> {
    return new Promise((stopped) => this.server.close(() => stopped()));
  }
}

/** The magic link that a mail carries. */
export function linkIn(mail: ParsedMail): string {
  const link = mail.text?.match(/https?:\/\/\S+\/l\/[0-9A-Za-z]+/)?.[0];
  if (!link) throw new Error(`no link in:\n${mail.text}`);
  return link;
}

/** The code that a mail carries, alone on a line. */
export function codeIn(mail: ParsedMail): string {
  const code = mail.text?.match(/^\d{6}$/m)?.[0];
  if (!code) throw new Error(`no code in:\n${mail.text}`);
  return code;
}

export const test = base.extend<object, { mailbox: Mailbox }>({
  mailbox: [
    async ({}, use) => {
      const mailbox = await Mailbox.start();
      await use(mailbox);
      await mailbox.stop();
    },
    { scope: 'worker' },
  ],

  portal: [
    async ({ database, browser, mailbox }, use, worker) => {
      const settings = { LATCHKEY_SMTP_URL: mailbox.url, LATCHKEY_MAIL_FROM: 'Atelier Marronnier <portal@example.com>' };
      await startPortal(database, browser, worker, settings, use);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
