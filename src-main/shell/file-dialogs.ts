import type { Dialog } from 'electron';
import type { FileDialogs } from '#main/api/core.ts';

const kinds = [{ name: 'Epochscope backup', extensions: ['backup'] }];

/** Files that people choose in dialogs of the system: the path stays in this process. */
export function electronFileDialogs(dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>): FileDialogs {
  return {
    async open() {
      const { canceled, filePaths } = await dialog.showOpenDialog({
        properties: ['openFile'],
        filters: [...kinds, { name: 'All files', extensions: ['*'] }],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
    async save(name) {
      const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: name, filters: kinds, properties: ['showOverwriteConfirmation'] });
      return canceled || filePath === '' ? null : filePath;
    },
  };
}
