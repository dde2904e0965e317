import { isObject, type Json, type JsonObject, scalarText } from './json.ts';
import { functionArn } from './physical-names.ts';
import { accountId, partition, pseudoParameters, region } from './pseudo-parameters.ts';

/** What expressions can refer to: their own template, and the exports of other stacks. */
export interface IntrinsicScope {
  readonly stack: string;
  readonly document: JsonObject;
  find(logicalId: string): Referable | undefined;
  /** @throws when no stack exports that name */
  importValue(name: string): Json;
}

/** A resource, as far as other resources can refer to it. */
interface Referable {
  readonly type: string;
  /** What `Ref` gives. */
  readonly reference: string;
  /** What `Fn::GetAtt` gives. @throws naming resource and attribute when the engine doesn't know it */
  attribute(name: string): string;
  /** The value of a property. @throws when it is absent or not a scalar */
  text(path: string): string;
}

/**
 * Evaluates the intrinsic functions of CloudFormation that synthesized apps use. `undefined` stands for
 * `AWS::NoValue`: the property or item is left out.
 */
export class IntrinsicResolver {
  readonly #scope: IntrinsicScope;

  constructor(scope: IntrinsicScope) {
    this.#scope = scope;
  }

  /** The value with every intrinsic function in it evaluated. */
  resolve(value: Json): Json | undefined {
    const outer = this.shallow(value);
    if (Array.isArray(outer))
      return outer.map((item) => this.resolve(item)).filter((item) => item !== undefined);
    if (!isObject(outer)) return outer;
    const entries = Object.entries(outer).map(([key, item]) => [key, this.resolve(item)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  }

  /**
   * The value with its outermost intrinsic function evaluated, if it is one. What is inside a map stays as it
   * is.
   */
  shallow(value: Json): Json | undefined {
    if (!isObject(value)) return value;
    const [name, ...others] = Object.keys(value);
    if (name === undefined || others.length > 0) return value;
    if (name !== 'Ref' && name !== 'Condition' && !name.startsWith('Fn::')) return value;
    const argument = value[name] ?? null;
    // A map may have a key called Ref or Condition (an IAM statement has one). Its value is no name then.
    if (!name.startsWith('Fn::') && typeof argument !== 'string') return value;
    return this.#call(name, argument);
  }

  /** Whether the template's condition of that name holds. */
  condition(name: string): boolean {
    const conditions = this.#scope.document.Conditions;
    const expression = isObject(conditions) ? conditions[name] : undefined;
    if (expression === undefined) throw new Error(`there is no condition ${name}`);
    return this.#boolean(expression);
  }

  #call(name: string, argument: Json): Json | undefined {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument));
      case 'Condition':
        return this.condition(String(argument));
      case 'Fn::GetAtt':
        return this.#getAtt(argument);
      case 'Fn::Join':
        return this.#join(argument);
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::ImportValue':
        return this.#scope.importValue(this.#text(argument));
      case 'Fn::Select':
        return this.#select(argument);
      case 'Fn::Split': {
        const [separator, text] = this.#arguments(argument, 2);
        return this.#text(text).split(this.#text(separator));
      }
      case 'Fn::If': {
        const [condition, yes, no] = this.#arguments(argument, 3);
        return this.resolve((this.condition(this.#text(condition)) ? yes : no) ?? null);
      }
      case 'Fn::Equals': {
        const [left, right] = this.#arguments(argument, 2).map((item) => this.resolve(item));
        return JSON.stringify(left) === JSON.stringify(right);
      }
      case 'Fn::Not':
        return !this.#boolean(this.#arguments(argument, 1)[0] ?? null);
      case 'Fn::And':
        return this.#arguments(argument, 1).every((item) => this.#boolean(item));
      case 'Fn::Or':
        return this.#arguments(argument, 1).some((item) => this.#boolean(item));
      case 'Fn::FindInMap':
        return this.#findInMap(argument);
      case 'Fn::Base64':
        return Buffer.from(this.#text(argument)).toString('base64');
      default:
        throw new Error(`the local engine does not support the function ${name}`);
    }
  }

  #ref(name: string): Json | undefined {
    if (name === 'AWS::NoValue') return undefined;
    if (name === 'AWS::StackName') return this.#scope.stack;
    if (name === 'AWS::StackId') {
      return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${this.#scope.stack}/00000000-0000-0000-0000-000000000000`;
    }
    const pseudo = pseudoParameters[name];
    if (pseudo !== undefined) return pseudo;
    const resource = this.#scope.find(name);
    if (resource !== undefined) return resourceReference(resource);
    const parameters = this.#scope.document.Parameters;
    const parameter = isObject(parameters) ? parameters[name] : undefined;
    if (!isObject(parameter)) throw new Error(`Ref to ${name}, which is neither a resource nor a parameter`);
    if (parameter.Default === undefined) throw new Error(`the parameter ${name} has no default value`);
    return parameter.Default;
  }

  #getAtt(argument: Json): string {
    const parts =
      typeof argument === 'string'
        ? argument.split('.')
        : this.#arguments(argument, 2).map((part) => this.#text(part));
    const [logicalId = '', ...path] = parts;
    const resource = this.#scope.find(logicalId);
    if (resource === undefined)
      throw new Error(`Fn::GetAtt of ${logicalId}, which is no resource of ${this.#scope.stack}`);
    return resource.attribute(path.join('.'));
  }

  #join(argument: Json): string {
    const [separator, items] = this.#arguments(argument, 2);
    const list = this.resolve(items ?? null);
    if (!Array.isArray(list)) throw new Error('Fn::Join needs a list');
    return list.map((item) => this.#text(item)).join(this.#text(separator));
  }

  #sub(argument: Json): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own: JsonObject = isObject(variables) ? variables : {};
    return this.#text(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (own[name] !== undefined) return this.#text(own[name]);
      return name.includes('.') ? this.#getAtt(name) : this.#text(this.#ref(name));
    });
  }

  #select(argument: Json): Json | undefined {
    const [index, items] = this.#arguments(argument, 2);
    const list = this.resolve(items ?? null);
    const item = Array.isArray(list) ? list[Number(this.#text(index))] : undefined;
    if (item === undefined) throw new Error(`Fn::Select finds no item ${this.#text(index)}`);
    return item;
  }

  #findInMap(argument: Json): Json {
    const [map = '', first = '', second = ''] = this.#arguments(argument, 3).map((item) => this.#text(item));
    const mappings = this.#scope.document.Mappings;
    const table = isObject(mappings) ? mappings[map] : undefined;
    const row = isObject(table) ? table[first] : undefined;
    const value = isObject(row) ? row[second] : undefined;
    if (value === undefined) throw new Error(`Fn::FindInMap finds no ${map}.${first}.${second}`);
    return value;
  }

  #boolean(expression: Json): boolean {
    return String(this.resolve(expression)) === 'true';
  }

  #arguments(argument: Json, count: number): Json[] {
    if (!Array.isArray(argument) || argument.length < count)
      throw new Error(`malformed intrinsic function: ${JSON.stringify(argument)}`);
    return argument;
  }

  #text(value: Json | undefined): string {
    const resolved = value === undefined ? undefined : this.resolve(value);
    const text = scalarText(resolved);
    if (text === undefined) throw new Error(`expected a text, not ${JSON.stringify(resolved)}`);
    return text;
  }
}

// A reference to a version or an alias of a function is an ARN, made from the function's.
function resourceReference(resource: Referable): string {
  switch (resource.type) {
    case 'AWS::Lambda::Version':
      return `${functionArnOf(resource.text('FunctionName'))}:1`;
    case 'AWS::Lambda::Alias':
      return `${functionArnOf(resource.text('FunctionName'))}:${resource.text('Name')}`;
    default:
      return resource.reference;
  }
}

function functionArnOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : functionArn(nameOrArn);
}
