import { readFileSync } from "node:fs";

/** A block of commands of a page. */
export interface Block {
  /** Heading that it stands under, and its place there: `A namespace is lost, 2`. */
  readonly name: string;
  readonly section: string;
  readonly text: string;
}

/** Languages of blocks: `sh` is run, `sh account` cannot be, and `yaml` is an excerpt of a stack file. */
const languages = ["sh", "sh account", "yaml"];

/** A page whose commands a test runs, block by block, and which knows what was not run. */
export class Runbook {
  /** Variables that the page asks for, once, at its top. */
  readonly variables: readonly string[];
  /** What is run. */
  readonly blocks: readonly Block[];
  /** What needs an account. */
  readonly account: readonly Block[];
  private readonly done = new Set<string>();

  constructor(page: string) {
    const found = blocksOf(page);
    const strange = found.filter(({ language }) => !languages.includes(language));
    if (strange.length > 0) throw new Error(`blocks of no known language: ${strange.map(({ name }) => name).join()}`);
    const [first, ...blocks] = found.filter(({ language }) => language === "sh");
    this.variables = [...(first?.text ?? "").matchAll(/^([A-Z]+)=…/gm)].map(([, name = ""]) => name);
    if (this.variables.length === 0) throw new Error("the first block names no variable");
    this.blocks = blocks;
    this.account = found.filter(({ language }) => language === "sh account");
  }

  static read(file: string): Runbook {
    return new Runbook(readFileSync(file, "utf8"));
  }

  /** A block by its section and its place there, the first being 1; counts as run. */
  take(section: string, place: number): Block {
    const block = this.blocks.filter((each) => each.section === section)[place - 1];
    if (block === undefined) throw new Error(`the section "${section}" has no block ${place}`);
    this.done.add(block.name);
    return block;
  }

  /** Names of the blocks that nobody has taken. */
  left(): readonly string[] {
    return this.blocks.map(({ name }) => name).filter((name) => !this.done.has(name));
  }
}

function blocksOf(page: string): readonly (Block & { readonly language: string })[] {
  let section = "";
  let place = 0;
  return [...page.matchAll(/^##+ (?<heading>.+)$|^```(?<language>.*)\n(?<text>[^]*?)^```$/gm)].flatMap(({ groups }) => {
    const { heading, language, text } = groups ?? {};
    if (heading !== undefined) [section, place] = [heading, 0];
    if (language === undefined || text === undefined) return [];
    if (language === "sh") place += 1;
    return [{ name: `${section}, ${language === "sh" ? place : language}`, section, language, text }];
  });
}

/** The commands of a block, without comments, each on one line. */
export const commandsOf = ({ text }: Block): readonly string[] =>
  text
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.replace(/(^| )# .*$/, "").trim())
    .filter((line) => line !== "");
