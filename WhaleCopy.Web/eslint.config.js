import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("src/features", import.meta.url));
const sdk = { group: ["@tma.js/*"], message: "Only src/lib/telegram knows Telegram's SDK." };
const app = { group: ["@/app/*"], message: "Imports flow one way: lib and components, then features, then app." };
const anyFeature = { group: ["@/features/*"], message: "lib and components know no feature." };
const upwards = { group: ["../../*"], message: "Reach other folders by '@/': relative imports stay inside a feature or folder." };
const imports = (/** @type {object[]} */ ...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

const rawColor = String.raw`/(#[0-9a-f]{3,8}\b|\b(rgb|rgba|hsl|hsla|oklch|oklab|lab|lch)\()/i`;
const noRawColor = ["Literal", "TemplateElement"].map((node) => ({
  selector: node === "Literal" ? `Literal[value=${rawColor}]` : `TemplateElement[value.raw=${rawColor}]`,
  message: "Colors have names: use a token of src/styles/tokens.css.",
}));
const noBarrel = { selector: "ExportAllDeclaration", message: "No barrels: import from the file that defines it." };
const noNumberFormat = {
  selector: "MemberExpression[object.name='Intl'][property.name='NumberFormat']",
  message: "Amounts are shown by <Amount> and <Pnl> (src/lib/money.ts formats them).",
};
const noParseFloat = {
  selector:
    "CallExpression[callee.name='parseFloat'], CallExpression[callee.property.name='parseFloat'], CallExpression[callee.property.name='toFixed']",
  message: "Money is a DecimalString: never through a floating-point number.",
};

const kebabCase = {
  rules: {
    "kebab-case": {
      create: (/** @type {import("eslint").Rule.RuleContext} */ context) => ({
        Program(/** @type {import("estree").Program} */ node) {
          const name = basename(context.filename);
          if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name) || /^index\.[jt]sx?$/.test(name)) {
            context.report({ node, message: `File names are kebab-case and say what is inside: ${name}` });
          }
        },
      }),
    },
  },
};

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/lib/api/schema.d.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { local: kebabCase },
    extends: [reactHooks.configs.flat["recommended-latest"], jsxA11y.flatConfigs.strict],
    languageOptions: { globals: globals.browser },
    rules: {
      "local/kebab-case": "error",
      "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "no-restricted-syntax": ["error", noBarrel, noNumberFormat, noParseFloat],
    },
  },
  {
    files: ["src/{lib,config}/**"],
    rules: imports(sdk, app, anyFeature, upwards, { group: ["@/components/*"], message: "lib knows no component." }),
  },
  { files: ["src/components/**"], rules: imports(sdk, app, anyFeature, upwards) },
  { files: ["src/app/**", "src/main.tsx", "src/testing/**"], rules: imports(sdk, upwards) },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: imports(
      sdk,
      app,
      {
        group: ["@/features/*"],
        message: "A feature knows no other feature: compose them in app, or move what is common to lib.",
      },
      upwards,
    ),
  })),
  { files: ["src/lib/telegram/**"], rules: imports(app, anyFeature, upwards) },
  {
    files: ["src/{app,components,features}/**"],
    rules: { "no-restricted-syntax": ["error", noBarrel, noNumberFormat, noParseFloat, ...noRawColor] },
  },
  { files: ["src/lib/money.ts"], rules: { "no-restricted-syntax": ["error", noBarrel, noParseFloat] } },
  {
    files: ["src/**/*.test.{ts,tsx}", "src/testing/**", "tests/**"],
    rules: {
      "max-lines": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
  {
    files: ["*.config.{js,ts}", "scripts/**", "e2e/**", "tests/**"],
    languageOptions: { globals: { ...globals.node, window: "readonly" } },
  },
);
