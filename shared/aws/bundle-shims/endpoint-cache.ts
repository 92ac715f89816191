/**
 * Takes the place of `@aws-sdk/endpoint-cache`, and of the 8 kB that it brings. DynamoDB's client makes one, and asks it only
 * where endpoint discovery is turned on, which it is not.
 */
export class EndpointCache {
  get(): undefined {
    return undefined;
  }

  set(): void {
    throw new Error('Endpoint discovery is not in the bundle: leave it off.');
  }

  delete(): void {}

  has(): boolean {
    return false;
  }

  clear(): void {}
}
