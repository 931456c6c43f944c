// A portal of its own for a test worker: a real server process, a fresh database, demo content, one admin.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export type Database = 'sqlite' | 'postgres';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const binary = process.env.LATCHKEY_BIN ?? join(root, 'target/debug/latchkey');
const run = promisify(execFile);

const START_WITHIN = 60_000;
const STOP_WITHIN = 10_000;

/** What a run of the command line gave. */
export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

export class Portal {
  private log = '';

  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly folder: string,
    private readonly forget: () => Promise<void>,
  ) {
    process.stdout?.on('data', (text) => (this.log += text));
    process.stderr?.on('data', (text) => (this.log += text));
  }

  /** Starts a server on an empty database and waits until it answers. */
  static async start(database: Database, name: string, settings: NodeJS.ProcessEnv = {}): Promise<Portal> {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-portal-'));
    const { url: databaseUrl, forget } = await emptyDatabase(database, name, folder);
    const port = await freePort();
    const url = `http://localhost:${port}`;
    // Nothing of the caller's settings leaks in.
    const environment: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      NO_COLOR: '1',
      RUST_BACKTRACE: '1',
      DATABASE_URL: databaseUrl,
      LATCHKEY_LISTEN: `127.0.0.1:${port}`,
      LATCHKEY_PUBLIC_URL: url,
      LATCHKEY_DATA_DIR: join(folder, 'data'),
      LATCHKEY_SITE_DIR: join(root, 'dist'),
      LATCHKEY_PUBLIC_DIR: join(root, 'public'),
      LATCHKEY_DEMO: 'true',
      // All of a worker's visitors have one address.
      LATCHKEY_REQUESTS_PER_MINUTE: '0',
      ...settings,
    };
    const child = spawn(binary, ['serve'], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const portal = new Portal(url, child, environment, folder, forget);
    try {
      await portal.answers(port);
    } catch (error) {
      await portal.clearAway();
      throw error;
    }
    return portal;
  }

  /** The one-time link that the server printed for the first admin. */
  get setUpLink(): string {
    const link = this.log.match(/https?:\/\/\S+\/admin\/set-up\/\S+/)?.[0];
    if (!link) throw new Error(`the server printed no set-up link:\n${this.log}`);
    return link;
  }

  /** Runs `latchkey ARGUMENTS…` against the same database; fails if it does, unless `mayFail`. */
  async cli(args: string[], { input = '', mayFail = false } = {}): Promise<Result> {
    const child = spawn(binary, args, { cwd: this.folder, env: this.environment });
    const result: Result = { code: -1, stdout: '', stderr: '' };
    child.stdout.on('data', (text) => (result.stdout += text));
    child.stderr.on('data', (text) => (result.stderr += text));
    // A command that reads nothing may be gone before it is written to.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const [code] = await once(child, 'close');
    result.code = code ?? -1;
    result.stdout = result.stdout.trim();
    if (code !== 0 && !mayFail) throw new Error(`latchkey ${args.join(' ')}: exit ${code}\n${result.stderr}`);
    return result;
  }

  /** A fresh magic link for a contact. */
  async link(email: string, ...options: string[]): Promise<string> {
    return (await this.cli(['link', email, ...options])).stdout;
  }

  /** Stops the server, which has to do so cleanly and without having logged an error. */
  async stop(): Promise<void> {
    const ended = this.process.exitCode ?? this.process.signalCode;
    let code: unknown = ended;
    if (ended === null) {
      const exit = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      const late = new AbortController();
      code = await Promise.race([
        exit.then(([status, signal]) => status ?? signal),
        wait(STOP_WITHIN, 'too late', { signal: late.signal, ref: false }).catch(() => 'stopped'),
      ]);
      late.abort();
      if (code === 'too late') this.process.kill('SIGKILL');
    }
    await this.clearAway();
    if (code !== 0) throw new Error(`the server did not stop cleanly within ${STOP_WITHIN / 1000} s (${code}):\n${this.log}`);
    const errors = this.log.split('\n').filter((line) => /\b(ERROR|panicked)\b/.test(line));
    if (errors.length > 0) throw new Error(`the server logged errors:\n${errors.join('\n')}`);
  }

  private async clearAway(): Promise<void> {
    await this.forget();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answers(port: number): Promise<void> {
    const deadline = Date.now() + START_WITHIN;
    while (Date.now() < deadline) {
      if (this.process.exitCode !== null) break;
      try {
        if ((await fetch(`http://127.0.0.1:${port}/healthz`)).ok) return;
      } catch {
        // Not listening yet.
      }
      await wait(50);
    }
    this.process.kill('SIGKILL');
    throw new Error(`the server did not start:\n${this.log}`);
  }
}

async function emptyDatabase(database: Database, name: string, folder: string) {
  if (database === 'sqlite') return { url: `sqlite:${join(folder, 'portal.db')}`, forget: async () => {} };
  const cluster = process.env.LATCHKEY_TEST_POSTGRES;
  if (!cluster) throw new Error('there is no PostgreSQL to test on: start the tests with scripts/postgres, or choose a SQLite project');
  await run('psql', [cluster, '-qc', `create database ${name}`]);
  const url = new URL(cluster);
  url.pathname = name;
  return { url: url.href, forget: async () => void (await run('psql', [cluster, '-qc', `drop database ${name} with (force)`])) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
