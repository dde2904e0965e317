declare module 'openapi-sampler' {
  /** An example of a schema. @param spec what its references lead into */
  export function sample(schema: object, options: { skipNonRequired?: boolean }, spec: object): unknown;
}
