import { CfnOutput } from 'aws-cdk-lib';
import { CfnApiMapping, CfnDomainName, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type { Domain } from '../configuration.ts';

export type CustomDomainProps = {
  readonly domain: Domain;
  readonly stage: HttpStage;
  /** The prefix of the outputs. */
  readonly output: string;
};

/**
 * A host name of an API. The DNS record is not part of the stack: it is an alias, or a CNAME, to the output `…Target`.
 *
 * With a trust store, only clients with a certificate of one of its authorities reach the API.
 * @source docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html, 2026-11
 */
export class CustomDomain extends Construct {
  /** The address, with a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { domain, stage, output }: CustomDomainProps) {
    super(scope, id);
    const { name, certificateArn, trustStore } = domain;
    const domainName = new CfnDomainName(this, 'Name', {
      domainName: name,
      domainNameConfigurations: [{ certificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' }],
      ...(trustStore !== undefined && { mutualTlsAuthentication: { truststoreUri: trustStore } }),
    });
    const mapping = new CfnApiMapping(this, 'Mapping', {
      apiId: stage.api.apiId,
      domainName: domainName.ref,
      stage: stage.stageName,
    });
    mapping.node.addDependency(stage);
    this.url = `https://${name}/`;
    const outputs = {
      Target: [domainName.attrRegionalDomainName, `Point the DNS record of ${name} here`],
      HostedZoneId: [
        domainName.attrRegionalHostedZoneId,
        'The hosted zone of that target, for an alias record',
      ],
    } as const;
    for (const [suffix, [value, description]] of Object.entries(outputs))
      new CfnOutput(this, suffix, { value, description }).overrideLogicalId(`${output}${suffix}`);
  }
}
