// The judges of all families; each is the port of its family's `_judge` in convbook/exercises.
import { EX1_LAYERS } from "./exercise1_layers.mjs";
import { EX1_SIZES } from "./exercise1_sizes.mjs";
import { EX1_SLIDING } from "./exercise1_sliding.mjs";
import { EX1_TURNING } from "./exercise1_turning.mjs";
import { EX2_GAPS } from "./exercise2_gaps.mjs";
import { EX2_RULE } from "./exercise2_rule.mjs";
import { EX2_SHARING } from "./exercise2_sharing.mjs";
import { EX2_SIZES } from "./exercise2_sizes.mjs";
import { EX2_STACKS } from "./exercise2_stacks.mjs";
import { EX2_UNREAD } from "./exercise2_unread.mjs";
import { EX3_BORDERS } from "./exercise3_borders.mjs";
import { EX3_CORNERS } from "./exercise3_corners.mjs";
import { EX3_EVEN } from "./exercise3_even.mjs";
import { EX3_SIZES } from "./exercise3_sizes.mjs";
import { EX3_ZOO } from "./exercise3_zoo.mjs";
import { EX4_BLIND } from "./exercise4_blind.mjs";
import { EX4_RATIOS } from "./exercise4_ratios.mjs";
import { EX4_READING } from "./exercise4_reading.mjs";
import { EX4_SEEING } from "./exercise4_seeing.mjs";
import { EX4_TRAINING } from "./exercise4_training.mjs";
import { EX5_MIXTURES } from "./exercise5_mixtures.mjs";
import { EX5_OFFSETS } from "./exercise5_offsets.mjs";
import { EX5_PATHS } from "./exercise5_paths.mjs";
import { EX5_TAPS } from "./exercise5_taps.mjs";

export const EX_JUDGES = {
  ...EX1_LAYERS,
  ...EX1_SIZES,
  ...EX1_SLIDING,
  ...EX1_TURNING,
  ...EX2_GAPS,
  ...EX2_RULE,
  ...EX2_SHARING,
  ...EX2_SIZES,
  ...EX2_STACKS,
  ...EX2_UNREAD,
  ...EX3_BORDERS,
  ...EX3_CORNERS,
  ...EX3_EVEN,
  ...EX3_SIZES,
  ...EX3_ZOO,
  ...EX4_BLIND,
  ...EX4_RATIOS,
  ...EX4_READING,
  ...EX4_SEEING,
  ...EX4_TRAINING,
  ...EX5_MIXTURES,
  ...EX5_OFFSETS,
  ...EX5_PATHS,
  ...EX5_TAPS,
};
