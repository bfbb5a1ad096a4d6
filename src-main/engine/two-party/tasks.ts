import type { Bytes } from '../bytes.ts';
import type {
  CommitForm,
  CreatedCommit,
  CreateGroupOptions,
  Group,
  JoinOptions,
  Mls,
  ProcessedCommit,
  Signer,
  VerifiedKeyPackage,
  VerifyKeyPackageOptions,
} from '../mls/group.ts';

/** MLS work a transition asks for. Plain data: the host runs it with {@link runTask} and feeds the answer back. */
export type Task =
  | { readonly kind: 'verify-key-package'; readonly options: VerifyKeyPackageOptions }
  | { readonly kind: 'create-group'; readonly options: CreateGroupOptions }
  | { readonly kind: 'join'; readonly options: JoinOptions }
  | { readonly kind: 'create-commit'; readonly group: Group; readonly form: CommitForm; readonly signer: Signer | null }
  | { readonly kind: 'process-commit'; readonly group: Group; readonly message: Bytes; readonly privateOnly: boolean };

export type TaskResult =
  | { readonly kind: 'verify-key-package'; readonly value: VerifiedKeyPackage }
  | { readonly kind: 'create-group'; readonly value: { readonly group: Group; readonly welcome: Bytes } }
  | { readonly kind: 'join'; readonly value: Group }
  | { readonly kind: 'create-commit'; readonly value: CreatedCommit }
  | { readonly kind: 'process-commit'; readonly value: ProcessedCommit };

/** Runs one task. Rejects with the adapter's `EngineError`. */
export async function runTask(mls: Mls, task: Task): Promise<TaskResult> {
  switch (task.kind) {
    case 'verify-key-package':
      return { kind: task.kind, value: await mls.verifyKeyPackage(task.options) };
    case 'create-group':
      return { kind: task.kind, value: await mls.createGroup(task.options) };
    case 'join':
      return { kind: task.kind, value: await mls.join(task.options) };
    case 'create-commit':
      return { kind: task.kind, value: await mls.createCommit(task.group, { form: task.form, ...(task.signer && { signer: task.signer }) }) };
    case 'process-commit':
      return { kind: task.kind, value: await mls.processCommit(task.group, task.message, { privateOnly: task.privateOnly }) };
    default:
      return task satisfies never;
  }
}
