import prettier from "eslint-config-prettier";
import boundaries from "eslint-plugin-boundaries";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** Who may import whom. What is not allowed here is forbidden; files of one folder may always import each other. */
const walls = [
  allow("component", { element: { type: "components-shared" } }),
  allow("components-index", { element: { types: { anyOf: ["component", "components-shared"] } } }),
  allow("stacks", { element: { type: "components-index" } }),
  allow("pack", { element: { type: "policies-shared" } }),
  allow("policies-index", { element: { types: { anyOf: ["pack", "policies-shared"] } } }),
  allow("tests", { element: { isUnknown: false } }),
  { allow: { to: { module: { origin: ["core", "external"] } } } },
];

const sdks = {
  clouds: ["@pulumi/aws", "@pulumi/azure-native", "@pulumi/eks", "@pulumi/gcp"],
  kubernetes: ["@pulumi/kubernetes"],
};

/** Who may load which SDK; the last entry that matches decides. Types cost nothing, values load the whole SDK. */
const sdkWalls = [
  {
    disallow: { to: { module: { source: sdks.clouds } }, dependency: { kind: "value" } },
    message: "The SDK of a cloud is loaded only by files named after it: gke, eks or aks.",
  },
  {
    allow: {
      from: { file: { categories: "one-cloud" } },
      to: { module: { source: sdks.clouds } },
    },
  },
  {
    disallow: {
      from: { file: { categories: "pure" } },
      to: { module: { source: [...sdks.clouds, ...sdks.kubernetes] } },
      dependency: { kind: "value" },
    },
    message: "Pure functions load no SDK: import its types only.",
  },
  {
    disallow: {
      from: { element: { types: { anyOf: ["pack", "policies-index", "policies-shared"] } } },
      to: { module: { source: [...sdks.clouds, ...sdks.kubernetes] } },
    },
    message: "A policy pack reads resources as data and needs no SDK.",
  },
  {
    allow: {
      from: { element: { type: "tests" } },
      to: { module: { source: sdks.clouds } },
    },
  },
];

function allow(from, to) {
  return { from: { element: { type: from } }, allow: { to } };
}

export default defineConfig(
  globalIgnores(["**/node_modules/", "dist/", "policies/*/dist/", ".offline/", ".charts/", "coverage/"]),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      complexity: ["error", 15],
      eqeqeq: "error",
      "@typescript-eslint/ban-ts-comment": [
        "error",
        { "ts-check": false, "ts-expect-error": true, "ts-ignore": true, "ts-nocheck": true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["**/*.ts"],
    ignores: ["tests/**"],
    rules: {
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
    },
  },
  {
    // What the engine runs speaks through its log and its errors.
    files: ["{components,stacks,policies}/**/*.ts"],
    rules: { "no-console": "error" },
  },
  { files: ["**/*.mjs"], extends: [tseslint.configs.strict] },
  {
    // Recorded inputs and parsed files have no type; an assertion looks at them next.
    files: ["tests/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    // Adapters of clouds are loaded when they are asked for, and typed by an annotation.
    files: ["**/clouds.ts"],
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
  {
    files: ["**/*.ts"],
    plugins: { boundaries },
    settings: {
      "import/resolver": { node: { extensions: [".ts", ".js", ".json"] } },
      "boundaries/root-path": import.meta.dirname,
      "boundaries/legacy-templates": false,
      "boundaries/elements-single-match": true,
      "boundaries/elements": [
        folder("components/shared", "components-shared"),
        { ...folder("components/*", "component"), capture: ["name"] },
        folder("components", "components-index"),
        folder("stacks", "stacks"),
        folder("policies/shared", "policies-shared"),
        { ...folder("policies/*", "pack"), capture: ["name"] },
        folder("policies", "policies-index"),
        folder("offline", "offline"),
        folder("operations", "operations"),
        folder("tests", "tests"),
      ],
      "boundaries/files": [
        {
          category: "one-cloud",
          pattern: "{components,stacks}/**/{gke,eks,aks}{.ts,-*.ts,/**}",
        },
        {
          category: "pure",
          pattern: ["{components,stacks}/**/{validate,manifests,defaults}.ts", "stacks/settings/**"],
        },
      ],
      "boundaries/additional-dependency-nodes": [
        { selector: "TSImportType Literal", kind: "type", name: "import-type" },
      ],
    },
    rules: {
      "boundaries/dependencies": [
        "error",
        { default: "disallow", checkAllOrigins: true, checkUnknownLocals: true, policies: [...walls, ...sdkWalls] },
      ],
      "boundaries/no-unknown-files": "error",
    },
  },
  prettier,
);

function folder(pattern, type) {
  return { type, pattern, partialMatch: false };
}
