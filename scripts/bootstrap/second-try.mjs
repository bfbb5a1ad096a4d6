import { relative } from 'node:path';
import { root } from './paths.mjs';

/** Tests over real sockets, processes and disks, where a busy machine may come between; every other test fails for good at once. */
const timed = /^test[/\\](hosts|hostile|faults|scenario)[/\\]/;

/** More files than this do not fail by chance. */
const most = 3;

/**
 * @param report what Vitest's JSON reporter wrote
 * @returns the files that deserve a second try, relative to the root; none where any failure has no excuse
 */
export function filesToTryAgain({ testResults = [] }) {
  const failed = testResults.filter(({ status }) => status !== 'passed').map(({ name }) => relative(root, name));
  return failed.length <= most && failed.every((file) => timed.test(file)) ? failed : [];
}

/**
 * Counts of both tries together: a file that was tried again counts as it did then.
 *
 * @returns also the titles of what failed only at first
 */
export function countTries(first, second = {}) {
  const files = new Map((first.testResults ?? []).map((file) => [file.name, file]));
  const unsteady = [];
  for (const file of second.testResults ?? []) {
    const failed = titlesOf(files.get(file.name), 'failed');
    const passed = new Set(titlesOf(file, 'passed'));
    unsteady.push(...failed.filter((title) => passed.has(title)).map((title) => `${relative(root, file.name)}: ${title}`));
    files.set(file.name, file);
  }
  const tests = [...files.values()].flatMap(({ assertionResults }) => assertionResults);
  const count = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('pending', 'skipped', 'todo', 'disabled'), unsteady };
}

function titlesOf(file, wanted) {
  return (file?.assertionResults ?? []).filter(({ status }) => status === wanted).map(({ fullName }) => fullName);
}
