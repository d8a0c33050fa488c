// A program for people: as lines, and as a graph.
#pragma once

#include <string>
#include <vector>

#include "program/plan.h"

namespace adjoint::program {

// A line for each instruction: "v5 = mul v3 v4 : float32[2, 3]".
std::string to_text(const Program& program);
// The steps of a run: the instructions of a loop are indented, and each line says where its result lies.
std::string to_text(const Program& program, const Plan& plan);
// What each step is, a line each: the operations of a loop in order.
std::string to_step_names(const Program& program, const Plan& plan);
// Bytes that each step reads from outside and leaves there.
std::vector<std::int64_t> step_bytes(const Program& program, const Plan& plan);
// The program as a graph in the language of Graphviz, and in that of Mermaid.
std::string to_dot(const Program& program);
std::string to_mermaid(const Program& program);

}  // namespace adjoint::program
