import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { deliver, type Outcome, toAnswer } from './answers.ts';
import { type ClockSetting, SimulatorClock } from './clock.ts';
import { type Fault, FaultQueue, type FaultTarget, type RequestKind } from './faults.ts';
import { localAuthority } from './local-authority.ts';
import { type AcceptsClient, clientOf, type LoopbackServer, startLoopbackServer } from './loopback-server.ts';
import type { Latency, SimulatorEvent, SimulatorOptions } from './options.ts';
import { type TokenModel, TokenStore } from './tokens.ts';
import { type ReceivedRequest, Traffic } from './traffic.ts';

/** A provider on loopback: it answers, remembers what it was asked, and errs on request. */
export abstract class ProviderSimulator {
  latencyMs: Latency;
  /** Logins that gave out a token. */
  logins = 0;
  /** Takes what the simulator's own code gets wrong; the caller gets no answer then. @default it is thrown */
  onMistake: (error: unknown) => void = (error) => {
    throw error;
  };
  protected readonly clock: SimulatorClock;
  protected readonly tokens: TokenStore;
  protected readonly contentType: string = 'application/json';
  /** Where the provider demands a certificate of its clients, by TLS. @default plain HTTP */
  protected readonly acceptsClient: AcceptsClient | undefined = undefined;
  readonly #faults = new FaultQueue();
  readonly #traffic = new Traffic();
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #listeners = new Set<(event: SimulatorEvent) => void>();
  #server: LoopbackServer | undefined;

  constructor(options: SimulatorOptions, lifetimeMs: number) {
    this.clock = new SimulatorClock(options.clock);
    this.#sleep = options.sleep ?? sleep;
    this.latencyMs = options.latencyMs ?? 0;
    this.tokens = new TokenStore({
      tokenModel: options.tokenModel ?? 'reusable',
      lifetimeMs: options.tokenLifetimeMs ?? lifetimeMs,
      now: () => this.clock.now(),
    });
  }

  /** What a request asks for, by method and raw path without its query. */
  protected abstract kindOf(method: string, path: string): RequestKind;
  protected abstract tokenOf(message: IncomingMessage): string | undefined;
  /** Decides without doing: what is to be done comes back as `apply`. */
  protected abstract decide(request: ReceivedRequest): Outcome | Promise<Outcome>;
  /** An error in the provider's documented envelope. */
  protected abstract refuse(request: ReceivedRequest, status: number, code: string | undefined): Outcome;

  /** Last touch to what the provider itself answers; `fault` is what is about to be put over it. */
  protected complete(_request: ReceivedRequest, outcome: Outcome, _fault: Fault): Outcome {
    return outcome;
  }

  async listen(port = 0): Promise<void> {
    const onRequest = (message: IncomingMessage, body: string, response: ServerResponse) => {
      // It leaves nobody waiting for an answer.
      this.#exchange(message, body, response).catch((error: unknown) => {
        response.destroy();
        this.onMistake(error);
      });
    };
    this.#server = await startLoopbackServer(port, onRequest, this.acceptsClient);
  }

  /** Stands in place of the provider's documented base address. */
  get url(): string {
    if (!this.#server) throw new Error('the simulator is not listening');
    return `${this.acceptsClient ? 'https' : 'http'}://127.0.0.1:${this.#server.port}`;
  }

  /** The certificate, in PEM, that callers have to trust; undefined where it speaks plain HTTP. */
  get certificate(): string | undefined {
    return this.acceptsClient && localAuthority().certificate;
  }

  /** Ends every connection and stops listening. */
  async close(): Promise<void> {
    await this.#server?.close();
  }

  /** Puts a fault in the queue. Without a target it meets the next cancel. */
  next(fault: Fault, target?: FaultTarget): void {
    this.#faults.add(fault, target);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  get tokenModel(): TokenModel {
    return this.tokens.tokenModel;
  }

  set tokenModel(model: TokenModel) {
    this.tokens.tokenModel = model;
  }

  /** Of tokens given out from now on. */
  get tokenLifetimeMs(): number {
    return this.tokens.lifetimeMs;
  }

  set tokenLifetimeMs(ms: number) {
    this.tokens.lifetimeMs = ms;
  }

  /** Every token given out so far stops working. */
  expireTokens(): void {
    this.tokens.expireAll();
  }

  /** The simulator's time, epoch milliseconds. */
  now(): number {
    return this.clock.now();
  }

  setClock(setting: ClockSetting): void {
    this.clock.set(setting);
  }

  advanceClock(ms: number): void {
    this.clock.advance(ms);
  }

  /** What came in since the start or the last `reset`, oldest first. */
  received(kind?: RequestKind): readonly ReceivedRequest[] {
    return this.#traffic.received(kind);
  }

  /** 401s sent. */
  get unauthorized(): number {
    return this.#traffic.unauthorized;
  }

  /** Requests that came with a token which another request was using at that moment. */
  get tokenInTwoRequestsAtOnce(): number {
    return this.#traffic.collisions;
  }

  /** The most requests that were ever in the air on one token. */
  get maxRequestsPerToken(): number {
    return this.#traffic.maxPerToken;
  }

  /** Forgets records and counts, the logins too; payments, tokens and waiting faults stay. */
  reset(): void {
    this.#traffic.reset();
    this.logins = 0;
  }

  /** @returns how to stop listening */
  onEvent(listener: (event: SimulatorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected emit(event: SimulatorEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async #exchange(message: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const { request, release, answered } = this.#record(message, body);
    response.once('close', () => {
      release();
      if (!response.writableFinished) this.emit({ type: 'lost', request });
    });
    this.emit({ type: 'received', request });
    const fault = this.#faults.take(request.kind);
    await this.#pause(fault.arrivesAfterMs ?? 0);
    const answer = toAnswer(await this.#run(request, fault), fault, this.contentType);
    await this.#pause(this.#latencyOf(request.kind) + (fault.answersAfterMs ?? 0));
    const delivery = fault.answers ?? 'whole';
    const leaves = !isSilent(fault) && !response.destroyed;
    if (leaves) answered(answer.status);
    this.emit({ type: 'answered', request, status: leaves ? answer.status : undefined });
    await deliver(response, answer, { delivery, dripEveryMs: fault.dripEveryMs ?? 20, onLast: release });
  }

  #record(message: IncomingMessage, body: string) {
    const { method = '', url: path = '', headers } = message;
    const kind = this.kindOf(method, path.replace(/\?.*$/, ''));
    const token = kind === 'login' ? undefined : this.tokenOf(message);
    const client = clientOf(message.socket);
    return this.#traffic.begin({ kind, method, path, headers, body, at: this.clock.now(), token, client });
  }

  /** Carries a request out, or not, and says what the answer would be before a fault's own words replace it. */
  async #run(request: ReceivedRequest, fault: Fault): Promise<Outcome> {
    const applies = fault.applies ?? (fault.status ?? 200) < 300;
    // Lost on the way in, or answered by a proxy: the provider never saw it, so no token is spent either.
    if (!applies && (fault.body !== undefined || isSilent(fault))) return { status: fault.status ?? 200 };
    const deciding = this.decide(request);
    // No turn of the loop between deciding and doing, or two requests could spend one token.
    const decided = deciding instanceof Promise ? await deciding : deciding;
    if (applies) decided.apply?.();
    return this.complete(request, this.#reword(request, decided, fault), fault);
  }

  #reword(request: ReceivedRequest, decided: Outcome, fault: Fault): Outcome {
    if (fault.status === undefined || fault.status < 300) return decided;
    return fault.status < 400 ? { status: fault.status } : this.refuse(request, fault.status, fault.code);
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await this.#sleep(ms);
  }

  #latencyOf(kind: RequestKind): number {
    return typeof this.latencyMs === 'number' ? this.latencyMs : (this.latencyMs[kind] ?? 0);
  }
}

/** Not even a status reaches the caller. */
function isSilent(fault: Fault): boolean {
  return fault.answers === 'never' || fault.answers === 'reset-before-headers';
}

function sleep(ms: number): Promise<void> {
  return delay(ms, undefined, { ref: false });
}
