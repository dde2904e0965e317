/** The CloudWatch namespace of the functions' own metrics. */
export const metricsNamespace = 'Latchkey';
