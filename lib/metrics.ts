/** The namespace in CloudWatch under which the functions' own metrics stand. */
export const metricsNamespace = 'Latchkey';
