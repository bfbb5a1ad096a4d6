import type { Dialog } from 'electron';
import type { FileDialogs } from '#main/api/core.ts';
import type { ShellTexts } from './texts.ts';

/** Files that people choose in dialogs of the system: the path stays in this process. @param texts in the language of the moment */
export function electronFileDialogs(dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>, texts: () => ShellTexts['files']): FileDialogs {
  const kinds = () => [{ name: texts().backup, extensions: ['backup'] }];
  return {
    async open() {
      const { canceled, filePaths } = await dialog.showOpenDialog({
        properties: ['openFile'],
        filters: [...kinds(), { name: texts().all, extensions: ['*'] }],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
    async save(name) {
      const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: name, filters: kinds(), properties: ['showOverwriteConfirmation'] });
      return canceled || filePath === '' ? null : filePath;
    },
  };
}
