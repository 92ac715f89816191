/**
 * What a Lambda function needs of the SDK's chain of credential providers: the environment, where Lambda puts
 * its role's credentials. The bundles use this in place of `@aws-sdk/credential-provider-node`, whose other
 * providers bring clients of three more services: 430 kB with them, 300 kB without.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
