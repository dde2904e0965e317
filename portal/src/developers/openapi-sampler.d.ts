declare module 'openapi-sampler' {
  /** An example of a schema. @param spec the document that its references point into */
  export function sample(schema: object, options: { skipNonRequired?: boolean }, spec: object): unknown;
}
