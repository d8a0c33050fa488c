#include "core/context.h"

#include <algorithm>
#include <mutex>

namespace adjoint {

constinit thread_local Context* Context::current_ = nullptr;

// Contexts of threads that ended are handed to new ones: a node's owner may always be looked at.
struct ContextOfThread {
  Context* context;

  ContextOfThread() {
    std::lock_guard lock(mutex());
    auto& unused = pool();
    if (unused.empty()) {
      unused.reserve(++made());  // the thread's end asks for no memory
      context = new Context;
    } else {
      context = unused.back();
      unused.pop_back();
    }
  }
  ContextOfThread(const ContextOfThread&) = delete;
  ContextOfThread& operator=(const ContextOfThread&) = delete;
  ~ContextOfThread() {
    while (!context->scopes.empty()) context->close(context->scopes.innermost().id, {});
    context->tape = {};  // what they grew to is no measure for the next thread
    context->scopes = {};
    Context::current_ = nullptr;
    std::lock_guard lock(mutex());
    pool().push_back(context);
  }

 private:
  static std::mutex& mutex() {
    static std::mutex* m = new std::mutex;
    return *m;
  }
  static std::size_t& made() {
    static std::size_t count = 0;
    return count;
  }
  static std::vector<Context*>& pool() {
    static auto* p = new std::vector<Context*>;
    return *p;
  }
};

Context* Context::make_current() {
  thread_local ContextOfThread holder;
  current_ = holder.context;
  return current_;
}

void Context::capture() {
  const Scope& scope = scopes.innermost();
  keepers.begin(scope.id);
  try {
    captures.begin(scope, scopes.depth());
  } catch (...) {
    keepers.end();
    throw;
  }
}

void Context::keep(std::uint64_t scope, std::unique_ptr<Keeper> keeper) {
  captures.require_innermost("transform_keep", scope);
  keepers.put(std::move(keeper));
}

void Context::lend(std::uint64_t scope, std::vector<Captured> tensors) {
  captures.require_innermost("transform_lend", scope);
  captures.lend(std::move(tensors));
}

bool Context::close(std::uint64_t id, std::span<const Ref> keep) {
  const Scope closing = scopes.find(id);
  if (scopes.innermost().id != id)
    fail(ADJ_ERROR_STATE, "scope_close: a scope that was opened later is still open; close that first");
  waiting.run();
  for (const Ref& n : keep) n->kept = true;
  scopes.close();
  if (captures.is_innermost(id)) {
    captures.end();
    keepers.end();
  }
  scopes.settle_handles(closing.handle_start);
  tape.settle(closing.tape_start, closing.bit, closing.is_pattern);
  for (const Ref& n : keep) {
    n->kept = false;
    n->depth = std::min(n->depth, static_cast<std::uint16_t>(scopes.depth()));
  }
  return scopes.empty();
}

void require_value(const Node& n) {
  if (!n.symbolic) return;
  const Scopes& scopes = Context::current().scopes;
  const std::uint64_t bits = n.mask & scopes.every_batching_bit();
  if (scopes.kind_of(bits) == ScopeKind::kProgram)
    fail(ADJ_ERROR_NO_VALUE,
         "the tensor has no value here: Compile, and loops and branches (Scan, While, Cond), record what the "
         "function does, to do it again with other values. Choose between values with Where or Cond instead "
         "of "
         "reading them, or return what is to be read");
  if (bits)
    fail(ADJ_ERROR_NO_VALUE,
         "the tensor has no value here: inside Vmap it stands for every member of the batch at once. Choose "
         "between values with Where instead of reading them, or take what is read out of the function");
  fail(ADJ_ERROR_NO_VALUE,
       "the tensor has no value here: it is the direction of a linear function that is being transposed (a "
       "CustomVjp in forward mode, a CustomJvp in reverse mode, LinearTranspose). Compute with it without "
       "reading it, or give the rule both directions: CustomVjp(forward, backward, tangent: ...)");
}

}  // namespace adjoint
