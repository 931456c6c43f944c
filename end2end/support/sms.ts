// A provider of text messages of the tests' own, which takes what Twilio documents and nothing else: a portal whose SMS go there.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { startPortal, test as base } from './test.ts';

export { expect } from './test.ts';

const ACCOUNT = 'AC00000000000000000000000000000001';
const TOKEN = '0123456789abcdef0123456789abcdef';
export const FROM = '+15551234567';

export interface Sms {
  to: string;
  from: string;
  body: string;
}

export class Provider {
  private readonly taken: Sms[] = [];
  private readonly heard = new Set<() => void>();
  private readonly server: Server;
  /** What the next messages are refused with, one after the other: a status, a code and Twilio's words. */
  readonly refusals: [number, number, string][] = [];

  private constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then(([status, body]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)));
    });
  }

  static async start(): Promise<Provider> {
    const provider = new Provider();
    provider.server.listen(0, '127.0.0.1');
    await once(provider.server, 'listening');
    return provider;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://${ACCOUNT}:${TOKEN}@127.0.0.1:${port}?from=${encodeURIComponent(FROM)}`;
  }

  /** The first SMS to that number, once it is there. The test's own time limit ends the wait. */
  async smsTo(number: string): Promise<Sms> {
    for (;;) {
      const found = this.taken.find((sms) => sms.to === number);
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

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage): Promise<[number, object]> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const refuse = (status: number, code: number, message: string): [number, object] => [
      status,
      { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    ];
    if (request.method !== 'POST') return refuse(405, 20004, 'Method not allowed');
    if (request.url !== `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`) return refuse(404, 20404, 'The requested resource was not found');
    const proof = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;
    if (request.headers.authorization !== proof) return refuse(401, 20003, 'Authenticate');
    if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') return refuse(415, 20415, 'Unsupported media type');
    const fields = new URLSearchParams(text);
    const sms: Sms = { to: fields.get('To') ?? '', from: fields.get('From') ?? '', body: fields.get('Body') ?? '' };
    if (!/^\+\d{7,15}$/.test(sms.to)) return refuse(400, 21211, "Invalid 'To' Phone Number");
    if (sms.from !== FROM) return refuse(400, 21606, "The 'From' phone number is not yours");
    if (sms.body === '' || sms.body.length > 1600) return refuse(400, 21602, 'Message body is required');
    const refusal = this.refusals.shift();
    if (refusal) return refuse(...refusal);
    this.taken.push(sms);
    for (const hear of this.heard) hear();
    return [201, { sid: `SM${String(this.taken.length).padStart(32, '0')}`, status: 'queued', error_code: null, error_message: null }];
  }
}

/** The magic link that an SMS carries. */
export function linkIn(sms: Sms): string {
  const link = sms.body.match(/https?:\/\/\S+\/l\/[0-9A-Za-z]+/)?.[0];
  if (!link) throw new Error(`no link in: ${sms.body}`);
  return link;
}

export const test = base.extend<object, { provider: Provider }>({
  provider: [
    async ({}, use) => {
      const provider = await Provider.start();
      await use(provider);
      await provider.stop();
    },
    { scope: 'worker' },
  ],

  portal: [
    async ({ database, browser, provider }, use, worker) => {
      await startPortal(database, browser, worker, { LATCHKEY_SMS_URL: provider.url }, use);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
