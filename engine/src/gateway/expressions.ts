import type { Exchange } from './exchange.ts';

/**
 * The value of a parameter mapping: `'a static text'`, `method.request.header.Name` (also `querystring`,
 * `path`, `multivalueheader`, `multivaluequerystring`, `body`), `context.name` or `stageVariables.name`;
 * undefined if it has none.
 */
export function evaluate(expression: string, exchange: Exchange): string | undefined {
  const literal = expression.match(/^'(.*)'$/s)?.[1];
  if (literal !== undefined) return literal;
  const [, source, name = ''] = expression.match(/^(method\.request|context|stageVariables)\.(.+)$/) ?? [];
  if (source === 'context') return exchange.context(name);
  if (source === 'stageVariables') return exchange.api.stage.variables[name];
  return source === undefined ? undefined : requestValue(name, exchange);
}

/**
 * Fills in the `$context` and `$stageVariables` of a text.
 * @param absent for a variable without a value: empty in a response (AWS doesn't document it), `-` in an access log
 */
export function fillIn(template: string, exchange: Exchange, absent = ''): string {
  return template.replace(
    /\$(?:\{(context|stageVariables)\.([\w.-]+)\}|(context|stageVariables)\.([\w.-]*\w))/g,
    (
      _,
      bracedSource: string | undefined,
      bracedName: string | undefined,
      plainSource: string,
      plainName: string,
    ) => {
      const name = bracedName ?? plainName;
      const value =
        (bracedSource ?? plainSource) === 'context'
          ? exchange.context(name)
          : exchange.api.stage.variables[name];
      return value ?? absent;
    },
  );
}

function requestValue(path: string, { request, pathParameters }: Exchange): string | undefined {
  const dot = path.indexOf('.');
  const [place, name] = dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)];
  switch (place) {
    case 'header':
      return request.header(name);
    case 'multivalueheader':
      return request.header(name) === undefined ? undefined : request.headerValues(name).join(',');
    case 'querystring':
      return request.parameters.get(name)?.at(-1);
    case 'multivaluequerystring':
      return request.parameters.get(name)?.join(',');
    case 'path':
      return pathParameters[name];
    case 'body':
      return request.body.toString();
    default:
      return undefined;
  }
}
