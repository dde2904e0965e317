import type { Assembly } from '../assembly/assembly.ts';
import type { Resource } from '../assembly/template.ts';
import type { Clock } from '../clock/clock.ts';
import { functionNameOf, readFunction } from './function-definition.ts';
import { FunctionHost } from './function-host.ts';
import type { FunctionLog } from './function-log.ts';

/**
 * The functions of the assembly, each created when something first refers to it. The CDK's own helpers never
 * are.
 */
export class Functions {
  readonly #resources: Map<string, Resource>;
  readonly #hosts = new Map<string, FunctionHost>();
  readonly #assembly: Assembly;
  readonly #endpoints: Record<string, string>;
  readonly #clock: Clock;
  readonly #log: FunctionLog;

  constructor(assembly: Assembly, endpoints: Record<string, string>, clock: Clock, log: FunctionLog) {
    this.#assembly = assembly;
    this.#endpoints = endpoints;
    this.#clock = clock;
    this.#log = log;
    const resources = assembly.resources('AWS::Lambda::Function');
    this.#resources = new Map(resources.map((resource) => [resource.physicalName, resource]));
  }

  /**
   * @param arn of a function, or anything that contains one, such as the URI of an integration
   * @throws when the assembly has no such function, or one that can't be run here
   */
  byArn(arn: string): FunctionHost {
    const name = functionNameOf(arn);
    const resource = name === undefined ? undefined : this.#resources.get(name);
    if (name === undefined || resource === undefined) throw new Error(`the assembly has no function ${arn}`);
    const host = this.#hosts.get(name) ?? this.#make(resource);
    this.#hosts.set(name, host);
    return host;
  }

  /** Loads every function that has been referred to. @returns a line for each that can't be loaded */
  async warm(): Promise<string[]> {
    const hosts = [...this.#hosts.values()];
    const reasons = await Promise.all(hosts.map((host) => host.warm()));
    return hosts.flatMap(({ definition }, index) => {
      const reason = reasons[index];
      return reason === undefined ? [] : [`the function ${definition.name} can't be loaded: ${reason}`];
    });
  }

  async restart(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.restart()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.close()));
  }

  #make(resource: Resource): FunctionHost {
    return new FunctionHost(readFunction(resource, this.#assembly, this.#endpoints), this.#clock, this.#log);
  }
}
