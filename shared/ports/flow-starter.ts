/** What the refund flow is started with. */
export type FlowInput = {
  readonly action: 'settle';
  readonly merchantId: string;
  readonly provider: string;
  readonly paymentId: string;
  readonly operationId: string;
};

export type FlowStart = { readonly name: string; readonly input: FlowInput };

export type FlowStarter = {
  /** Starts the flow under this name, at most once: one that was started before is a success. */
  start(flow: FlowStart): Promise<void>;
};
