/**
 * Takes the place of the SDK's event streams, which none of the services used here has. The SDK loads them only for an
 * operation that streams.
 */
export {};
