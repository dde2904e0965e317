import {
  type CfnMethod,
  ContentHandling,
  type CorsOptions,
  type IResource,
} from 'aws-cdk-lib/aws-apigateway';
import { acknowledge } from './acknowledge.ts';

/** Lets pages of other origins call a resource: browsers ask first with an OPTIONS request. */
export function answerPreflights(resource: IResource, options: CorsOptions): void {
  const preflight = resource.addCorsPreflight(options);
  // With all media types binary, a mock integration can read its request template, and write the response
  // template that picks one of several origins, only as text; otherwise it responds 500.
  const method = preflight.node.defaultChild as CfnMethod;
  for (const part of ['Integration', 'Integration.IntegrationResponses.0'])
    method.addPropertyOverride(`${part}.ContentHandling`, ContentHandling.CONVERT_TO_TEXT);
  const reason = 'Browsers send preflight requests without credentials.';
  acknowledge(preflight, { 'AwsSolutions-APIG4': reason, 'AwsSolutions-COG4': reason });
}
