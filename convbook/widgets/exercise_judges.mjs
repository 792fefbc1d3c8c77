// The judges of all families; each is the port of its family's `_judge` in convbook/exercises.
import { EX2_STACKS } from "./exercise2_stacks.mjs";

export const EX_JUDGES = { ...EX2_STACKS };
