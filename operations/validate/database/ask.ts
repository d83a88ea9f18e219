import { execFile } from "node:child_process";
import { type Facts, Unreadable } from "../facts";
import { requestSeconds } from "../../shared/errors";
import { clouds, type DatabaseAnswer, type DatabaseQuestion, questionsOf } from "./answers";

/** Asks the clouds, by the command lines that are installed and signed in, about the databases of a cluster. */
export async function askClouds(facts: Facts): Promise<readonly DatabaseAnswer[]> {
  try {
    return await Promise.all(questionsOf(facts).map((question) => ask(question)));
  } catch (error) {
    // The check of the database says itself what it lacks.
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

/** @param run replaces the command line in tests. */
export async function ask(question: DatabaseQuestion, run: Run = runCommand): Promise<DatabaseAnswer> {
  const result = await run(question.command);
  if ("why" in result) return { question, answer: result };
  try {
    return { question, answer: { state: clouds[question.cloud].parse(JSON.parse(result.output)) } };
  } catch {
    return { question, answer: { why: "the answer has an unknown form, or knows no such database" } };
  }
}

export type Run = (
  command: DatabaseQuestion["command"],
) => Promise<{ readonly output: string } | { readonly why: string }>;

/** Neither pages nor prompts. */
const quiet = { AWS_PAGER: "", CLOUDSDK_CORE_DISABLE_PROMPTS: "1" };

const runCommand: Run = async ([program, ...args]) =>
  new Promise((resolve) => {
    const options = { timeout: requestSeconds * 1000, env: { ...process.env, ...quiet }, maxBuffer: 16 * 1024 * 1024 };
    const child = execFile(program, args, options, (error, output, complaint) => {
      if (error === null) resolve({ output });
      else if (error.code === "ENOENT") resolve({ why: `needs \`${program}\`, which is not installed` });
      else if (error.killed === true) resolve({ why: `\`${program}\` did not answer within ${requestSeconds} s` });
      else resolve({ why: `needs \`${program}\`, signed in and with the right to ask: ${firstLine(complaint)}` });
    });
    child.stdin?.end();
  });

function firstLine(text: string): string {
  return text.trim().split("\n")[0]?.trim() ?? "";
}
