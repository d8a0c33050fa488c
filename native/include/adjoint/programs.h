/* Programs: what was recorded once, done again by one call. */
#ifndef ADJOINT_PROGRAMS_H_
#define ADJOINT_PROGRAMS_H_

#include "base.h"

ADJ_C_BEGIN

/** A compiled function. Zero is none. */
typedef struct adj_program {
  /** Its number, unique within the process. */
  uint64_t id;
} adj_program;

/** What is known of a program. */
typedef struct adj_program_info {
  /** How many tensors a call takes. */
  int64_t input_count;
  /** How many it returns. */
  int64_t output_count;
  /** Instructions as they were recorded. */
  int64_t recorded_count;
  /** Instructions after simplification. */
  int64_t instruction_count;
  /** Steps of a run: single instructions, and loops of several. */
  int64_t step_count;
  /** Bytes that a run needs for what lies between, beside what it returns. */
  int64_t memory;
  /** Bytes that all results would take side by side. */
  int64_t memory_without_plan;
} adj_program_info;

/** What of a program is to be described. */
typedef enum adj_program_text ADJ_ENUM_BASE {
  /** The instructions as they were recorded, a line each. */
  ADJ_PROGRAM_RECORDED = 0,
  /** The instructions after simplification. */
  ADJ_PROGRAM_SIMPLIFIED = 1,
  /** The steps of a run, and where results lie. */
  ADJ_PROGRAM_PLANNED = 2,
  /** The simplified program in the language of Graphviz. */
  ADJ_PROGRAM_DOT = 3,
  /** The same in the language of Mermaid. */
  ADJ_PROGRAM_MERMAID = 4,
  /** What each step of a run is, a line each. */
  ADJ_PROGRAM_STEPS = 5,
  /** The machine code of its loops; empty where there is none. */
  ADJ_PROGRAM_CODE = 6
} adj_program_text;

/** How long a step of a program took, and what it goes over. */
typedef struct adj_step_time {
  /** How often it was done since measuring began. */
  int64_t calls;
  /** All of that, in nanoseconds. */
  int64_t nanoseconds;
  /** When it began in the last run, in nanoseconds from the beginning of that. */
  int64_t last_start;
  /** How long it took there. */
  int64_t last_nanoseconds;
  /** Bytes that it reads from outside and leaves there. */
  int64_t bytes;
} adj_step_time;

/**
 * Opens a transform on this thread that records, without values, what is done with its stand-ins, to be made
 * a program of by adj_program_make.
 */
ADJ_API adj_status adj_program_open(adj_transform* out);

/** Returns a stand-in like x, without a value. */
ADJ_API adj_status adj_program_placeholder(adj_transform transform, adj_tensor x, adj_tensor* out);

/**
 * Makes a program of what was recorded from these stand-ins to these outputs. Tensors from elsewhere that
 * were used are constants of it, which it keeps. It outlives the transform. With fast_math other than 0 a
 * product and a sum in one loop may be rounded once, where a processor has an instruction for that: results
 * then differ in their last bits from those of the operations one by one.
 */
ADJ_API adj_status adj_program_make(adj_transform transform, const adj_tensor* placeholders,
                                    int64_t input_count, const adj_tensor* outputs, int64_t output_count,
                                    int32_t fast_math, adj_program* out);

/**
 * Runs a program. The inputs have the types and shapes of the stand-ins; the outputs have the bits that the
 * recorded operations give one by one. Any number of threads may run one program at once.
 */
ADJ_API adj_status adj_program_run(adj_program program, const adj_tensor* inputs, int64_t input_count,
                                   adj_tensor* outputs, int64_t output_count);

/** What is known of a program. */
ADJ_API adj_status adj_program_get_info(adj_program program, adj_program_info* out);

/**
 * A program as text, UTF-8 and ended by 0: at most size bytes of it. length receives how many it has without
 * the 0.
 */
ADJ_API adj_status adj_program_describe(adj_program program, adj_program_text what, char* text, int64_t size,
                                        int64_t* length);

/** Begins to measure the steps of runs, anew each time, or ends it with on being 0. */
ADJ_API adj_status adj_program_measure(adj_program program, int32_t on);

/** What was measured, one a step: at most capacity of them. count receives how many steps there are. */
ADJ_API adj_status adj_program_times(adj_program program, adj_step_time* out, int64_t capacity,
                                     int64_t* count);

/**
 * Which derivatives of these outputs by the first followed_count of these stand-ins can be other than zero,
 * whatever the values: a matrix of a row for each element of the outputs and a column for each element of the
 * stand-ins, as two int64 tensors. The columns of row i, in ascending order, stand in `columns` from place
 * row_starts[i] to row_starts[i + 1].
 */
ADJ_API adj_status adj_program_sparsity(adj_transform transform, const adj_tensor* placeholders,
                                        int64_t input_count, int64_t followed_count,
                                        const adj_tensor* outputs, int64_t output_count,
                                        adj_tensor* row_starts, adj_tensor* columns);

/** Gives a program back, from any thread. Runs that have begun end as ever. */
ADJ_API adj_status adj_program_release(adj_program program);

ADJ_C_END

#endif /* ADJOINT_PROGRAMS_H_ */
