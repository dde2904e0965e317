import { randomUUID } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent, SecretsManagerRotationEventStep } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';

type Rotate = (event: SecretsManagerRotationEvent) => Promise<void>;

const steps: readonly SecretsManagerRotationEventStep[] = [
  'createSecret',
  'setSecret',
  'testSecret',
  'finishSecret',
];
const attempts = 5;
const $metadata = {};

/** A secret in AWS Secrets Manager, as far as a rotation function sees it; the calls of every client go to it. */
export class SecretStandIn {
  readonly arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf';
  /** Whether each write fails twice before it succeeds: first it is not carried out, then only its response is lost. */
  isFailing = false;
  readonly #versions = new Map<string, { value?: string; stages: Set<string> }>();
  readonly #failures = new Map<string, number>();
  readonly #client = mockClient(SecretsManagerClient);

  constructor(value: object) {
    this.#versions.set(randomUUID(), { value: JSON.stringify(value), stages: new Set(['AWSCURRENT']) });
    this.#client.on(DescribeSecretCommand).callsFake(() => ({
      RotationEnabled: true,
      VersionIdsToStages: Object.fromEntries(
        [...this.#versions].map(([id, { stages }]) => [id, [...stages]] as const),
      ),
    }));
    this.#client.on(GetSecretValueCommand).callsFake(({ VersionId, VersionStage }) => {
      const id = VersionId ?? this.#holderOf(VersionStage);
      const version = id === undefined ? undefined : this.#versions.get(id);
      if (version?.value === undefined || !version.stages.has(VersionStage)) {
        throw new ResourceNotFoundException({ message: 'no such value', $metadata });
      }
      return { SecretString: version.value };
    });
    this.#client.on(PutSecretValueCommand).callsFake(({ ClientRequestToken, SecretString, VersionStages }) =>
      this.#write(`put ${ClientRequestToken}`, () => {
        const known = this.#versions.get(ClientRequestToken)?.value;
        if (known !== undefined && known !== SecretString) {
          throw new ResourceExistsException({ message: 'a version cannot be changed', $metadata });
        }
        this.#versions.set(ClientRequestToken, { value: SecretString, stages: new Set(VersionStages) });
      }),
    );
    this.#client
      .on(UpdateSecretVersionStageCommand)
      .callsFake(({ VersionStage, MoveToVersionId, RemoveFromVersionId }) =>
        this.#write(`move ${VersionStage} ${MoveToVersionId}`, () => {
          if (this.#holderOf(VersionStage) !== RemoveFromVersionId) {
            throw new InvalidParameterException({ message: 'another version has the label', $metadata });
          }
          this.#move('AWSPREVIOUS', RemoveFromVersionId);
          this.#move('AWSCURRENT', MoveToVersionId);
          this.#move('AWSPENDING');
        }),
      );
  }

  /** What programs read. */
  read<Value>(): Value {
    return JSON.parse(this.#versions.get(this.#holderOf('AWSCURRENT') ?? '')?.value ?? 'null');
  }

  get labels(): string[] {
    return [...this.#versions.values()].flatMap(({ stages }) => [...stages]).sort();
  }

  /** A rotation as its schedule starts it. @throws what the function throws, after all retries */
  async rotate(rotate: Rotate): Promise<void> {
    const ClientRequestToken = this.#begin();
    for (let attempt = 1; ; attempt++) {
      try {
        for (const Step of steps) await rotate({ Step, SecretId: this.arn, ClientRequestToken });
        return;
      } catch (error) {
        if (attempt === attempts) throw error;
      }
    }
  }

  /** A rotation that ends after its first step for good, and leaves nothing behind. */
  async abandon(rotate: Rotate): Promise<void> {
    await rotate({ Step: 'createSecret', SecretId: this.arn, ClientRequestToken: this.#begin() });
    this.#versions.delete(this.#holderOf('AWSPENDING') ?? '');
  }

  /** What happens when a schedule is set up, without rotating at once. */
  async test(rotate: Rotate): Promise<void> {
    const ClientRequestToken = this.#begin();
    await rotate({ Step: 'testSecret', SecretId: this.arn, ClientRequestToken });
    this.#versions.delete(ClientRequestToken);
  }

  restore(): void {
    this.#client.restore();
  }

  /** A version without a value. */
  #begin(): string {
    const id = this.#holderOf('AWSPENDING') ?? randomUUID();
    this.#versions.set(id, { ...this.#versions.get(id), stages: new Set(['AWSPENDING']) });
    return id;
  }

  #holderOf(stage: string): string | undefined {
    return [...this.#versions].find(([, { stages }]) => stages.has(stage))?.[0];
  }

  #move(stage: string, id?: string): void {
    for (const { stages } of this.#versions.values()) stages.delete(stage);
    if (id !== undefined) this.#versions.get(id)?.stages.add(stage);
  }

  #write(what: string, carryOut: () => void): object {
    const failures = this.isFailing ? (this.#failures.get(what) ?? 0) : 2;
    this.#failures.set(what, failures + 1);
    if (failures === 0) throw new Error('not carried out');
    carryOut();
    if (failures === 1) throw new Error('the response was lost');
    return {};
  }
}
