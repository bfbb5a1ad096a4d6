/**
 * Who may import whom. docs/ARCHITECTURE.md has the reasons; test/repository/import-zones.test.ts plants a violation of
 * every rule and checks that it is found.
 *
 * A zone lists everything it may reach; whatever is not listed is refused. `inside()` turns folder names into one pattern.
 */

const inside = (...paths) => `^(${paths.join('|')})`;

const plainValues = ['src-main/engine/(bytes|secret|errors|rules|alert)\\.ts$'];
const shared = 'src-shared/';
const tests = '\\.test\\.ts$|^test/|^bench/|^examples/';

/** Packages by their resolved path or, when absent from the disk, by the name that was written. */
const packages = (...names) => names.flatMap((name) => [`${name}($|/)`, `.*node_modules/${name}($|/)`]);
const anyPackage = '.*node_modules/';
const nodeModules =
  '(node:)?(assert|async_hooks|buffer|child_process|crypto|dns|events|fs|http|https|module|net|os|path|perf_hooks|process|readline|stream|string_decoder|timers|tls|tty|url|util|v8|vm|worker_threads|zlib|node:)(/|$)';

const zone = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: inside(...from), pathNot: tests },
  to: { pathNot: inside(...from, ...allowed) },
});

const zones = [
  zone('codec-is-a-leaf', ['src-main/engine/codec/'], plainValues, 'The codec knows bytes and errors only.'),
  zone(
    'engine-crypto-is-interfaces',
    ['src-main/engine/crypto/'],
    [...plainValues, 'src-main/engine/codec/'],
    'Interfaces and key derivation; implementations are injected.',
  ),
  zone(
    'mls-alone',
    ['src-main/engine/mls/'],
    [...plainValues, 'src-main/engine/(codec|crypto)/', 'src-main/engine/two-party/(roles|session)\\.ts$', ...packages('ts-mls', '@noble', '@hpke')],
    'The MLS adapter does not know records.',
  ),
  zone('record-alone', ['src-main/engine/record/'], [...plainValues, 'src-main/engine/(codec|crypto)/'], 'The record layer does not know MLS.'),
  zone(
    'two-party-knows-the-group-interface',
    ['src-main/engine/two-party/'],
    [...plainValues, 'src-main/engine/(codec|crypto)/', 'src-main/engine/mls/group\\.ts$'],
    'The state machine sees the MLS group through its interface.',
  ),
  zone('art-without-mls', ['src-main/engine/art/'], [...plainValues, 'src-main/engine/(codec|crypto)/'], 'ART does not use MLS.'),
  zone(
    'engine-is-closed',
    ['src-main/engine/'],
    [...packages('ts-mls', '@noble', '@hpke')],
    'The engine imports itself and its cryptographic libraries; neither Node nor the rest of the product.',
  ),
  zone('shared-is-closed', [shared], [], 'Shared types run in every process.'),
  zone(
    'below-the-hosts',
    ['src-main/(capture|crypto|transport|store|trust)/'],
    ['src-main/engine/', 'src-shared/words/', anyPackage, nodeModules],
    'Adapters know the engine, their library and the words of what they say, neither hosts nor faces.',
  ),
  zone(
    'hosts-below-the-api',
    ['src-main/hosts/(?!core\\.ts$)'],
    ['src-main/hosts/', 'src-main/(engine|capture|crypto|transport|store|trust)/', 'src-main/api/core\\.ts$', shared, anyPackage, nodeModules],
    'Hosts do not know how they are shown.',
  ),
  zone(
    'laboratory-beside-the-hosts',
    ['src-main/laboratory/'],
    ['src-main/(hosts|engine|capture|crypto|transport|store|trust)/', shared, anyPackage, nodeModules],
    'The laboratory plays with what the product is made of, and does not know how it is shown.',
  ),
  zone(
    'core-without-a-face',
    ['src-main/hosts/core\\.ts$', 'src-main/api/(?!.*carrier)'],
    ['src-main/(hosts|engine|capture|crypto|transport|store|trust|laboratory|api)/', shared, anyPackage, nodeModules],
    'The core is put together in hosts/core.ts and knows neither shell nor command line.',
  ),
  zone(
    'preload-is-thin',
    ['src-main/preload/'],
    [shared, ...packages('electron')],
    'The preload script builds the bridge from the contract, nothing else.',
  ),
  zone(
    'renderer-behind-the-contract',
    ['src-renderer/'],
    [shared, ...packages('svelte', 'bits-ui', '@internationalized/date', '@lucide/svelte', 'esm-env', 'clsx', 'qr'), '.*\\.(css|svg|png|woff2)$'],
    'The interface reaches the core through the contract alone.',
  ),
];

const rules = [
  ...zones,
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'Cycles of types are erased before anything runs; every other cycle is refused.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^electron$' } },
  {
    name: 'engine-by-its-door',
    severity: 'error',
    comment:
      'Outside the engine, what runs comes through engine/index.ts or is one of the plain values everybody shares. Types may come from anywhere.',
    from: { path: '^src-main/', pathNot: `^src-main/engine/|${tests}` },
    to: {
      path: '^src-main/engine/',
      pathNot: inside('src-main/engine/index\\.ts$', ...plainValues, 'src-main/engine/crypto/'),
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'only-mls-knows-ts-mls',
    severity: 'error',
    comment: 'The MLS library can be replaced in one folder.',
    from: { path: '^src-', pathNot: `^src-main/(engine/mls|crypto)/|${tests}` },
    to: { path: inside(...packages('ts-mls')) },
  },
  {
    name: 'electron-in-the-shell',
    severity: 'error',
    comment: 'The core runs without Electron.',
    from: { path: '^src-', pathNot: '^src-main/(main\\.ts$|shell/|preload/|api/ipc-carrier\\.ts$)' },
    to: { path: inside(...packages('electron')) },
  },
  {
    name: 'daemon-without-shell',
    severity: 'error',
    comment: 'What the daemon and the command line load must not need Electron.',
    from: { path: '^src-main/(daemon|cli)\\.ts$' },
    to: { reachable: true, path: inside('src-main/shell/', 'src-main/api/ipc-carrier\\.ts$', ...packages('electron')) },
  },
  {
    name: 'components-do-not-know-state',
    severity: 'error',
    comment: 'Leaf components take properties and return callbacks.',
    from: { path: '^src-renderer/components/' },
    to: { path: '^src-renderer/(state|features)/|^src-renderer/bridge\\.ts$' },
  },
  {
    name: 'format-is-a-leaf',
    severity: 'error',
    from: { path: '^src-renderer/format/', pathNot: tests },
    to: { path: '^src-renderer/', pathNot: '^src-renderer/format/' },
  },
  {
    name: 'no-tests-in-the-product',
    severity: 'error',
    comment: 'Product code has no test hooks.',
    from: { path: '^(src-main|src-shared|src-renderer)/', pathNot: tests },
    to: { path: '^(test|bench|examples|scripts)/|\\.test\\.ts$' },
  },
];

module.exports = {
  forbidden: rules,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.svelte', '.json', '.css', '.d.ts'],
    },
  },
};
