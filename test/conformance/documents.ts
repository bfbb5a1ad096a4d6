import { transitions as draft00 } from '#engine/two-party/draft-00.ts';
import { literalTransitions as literal } from '#engine/two-party/draft-00-literal.ts';
import { editorTransitions as editorCopy } from '#engine/two-party/editor-copy.ts';
import { otherwise } from '#engine/two-party/table.ts';
import { commands } from '#main/cli/command-table.ts';
import { commandLineDocument } from './command-line-document.ts';
import { conformanceDocument } from './conformance-document.ts';
import { coverage } from './coverage.ts';
import { stateMachineDocument } from './state-machine-document.ts';

/** Path below the root → text of every generated document. */
export function generatedDocuments(): Readonly<Record<string, string>> {
  return {
    'docs/CLI.md': commandLineDocument(commands),
    'docs/CONFORMANCE.md': conformanceDocument(coverage()),
    'docs/STATE-MACHINES.md': stateMachineDocument({ 'draft-00': draft00, 'editor-copy': editorCopy, 'draft-00-literal': literal }, otherwise),
  };
}
