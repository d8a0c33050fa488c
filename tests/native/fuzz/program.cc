#include "program.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace adjoint::fuzz {
namespace {

thread_local std::vector<adj_transform> host_scopes;
thread_local std::minstd_rand host_random;

// A host whose rules give what they like: what they were given, nothing, or a failure.
adj_status careless_rule(std::int64_t, std::int32_t kind, std::int32_t, const adj_tensor* in,
                         std::int64_t in_count, adj_tensor* out, std::int64_t out_count) {
  if (kind == 2) {
    host_scopes.push_back({});
    return adj_scope_open(&host_scopes.back());
  }
  if (kind == 3) {
    adj_scope_close(host_scopes.back(), nullptr, 0, nullptr);
    host_scopes.pop_back();
    return ADJ_OK;
  }
  for (std::int64_t i = 0; i < out_count; ++i)
    out[i] = host_random() % 4 == 0 ? adj_tensor{host_random()}
                                    : in[static_cast<std::int64_t>(host_random()) % in_count];
  return host_random() % 16 == 0 ? ADJ_ERROR_CALLBACK : ADJ_OK;
}

void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "random program: %s: %s\n", what, adj_last_error());
  std::abort();
}

}  // namespace

Program::Program(Choices choices) : choices_(choices), careful_(choices_.pick(4) != 0) {
  host_random.seed(1);
}

void Program::run(int calls) {
  for (int i = 0; i < calls && choices_.more(); ++i) call_any(*this);
  finish();
}

std::int64_t Program::number() {
  // What has to be refused is far beyond the memory of any machine: what some could hold would fill it.
  static constexpr std::int64_t odd[] = {
      0, 1, 2, 3, -1, -2, 5, 7, 100, -9, 64, 17, 1 << 20, INT64_MAX, INT64_MIN, 1ll << 46, -(1ll << 45)};
  return odd[pick(careful_ ? 4 : std::size(odd))];
}

std::int64_t Program::extent() {
  if (pick(2) == 0) return small();
  const std::uint64_t power = std::uint64_t{1} << (42 + pick(22));
  return static_cast<std::int64_t>(power + pick(3) - 1);
}

std::int32_t Program::count() {
  return careful_ ? static_cast<std::int32_t>(pick(3)) : static_cast<std::int32_t>(pick(12)) - 1;
}

double Program::real() {
  static constexpr double odd[] = {0.5,
                                   1,
                                   0,
                                   -1,
                                   1e300,
                                   -1e300,
                                   std::numeric_limits<double>::quiet_NaN(),
                                   std::numeric_limits<double>::infinity()};
  return odd[pick(std::size(odd))];
}

adj_dtype Program::dtype() {
  static constexpr adj_dtype usual[] = {ADJ_FLOAT64, ADJ_FLOAT32, ADJ_INT64, ADJ_BOOL};
  if (careful_ && pick(2) == 0) return usual[pick(std::size(usual))];
  return static_cast<adj_dtype>(choices_.one_in(16) ? 99 : static_cast<int>(pick(12)));
}

const std::int64_t* Program::fill(std::array<std::int64_t, 16>& to, bool may_be_none) {
  constexpr std::int64_t many = 1 << 20;
  std::int64_t count = 1;  // of elements, should these be extents
  for (std::int64_t& n : to) {
    n = careful_ || pick(3) ? small() : number();
    if (n < 2 || n > many) continue;
    if (count > many / n) n = 1;
    count *= n;
  }
  return may_be_none && choices_.one_in(8) ? nullptr : to.data();
}

adj_tensor Program::tensor() {
  if (!careful_ || choices_.one_in(64)) {
    switch (pick(12)) {
      case 0:
        return {0};
      case 1:
        return {choices_.word()};
      case 2:
        return {(choices_.word() & 0x3fffffffffull) | (1ull << 32)};
      default:
        break;
    }
  }
  // Of the last ones rather than of the first: programs of some depth.
  const std::size_t n = tensors_.size();
  return n == 0 ? adj_tensor{0} : tensors_[n - 1 - pick(pick(2) && n > 4 ? 4 : n)];
}

adj_tensor Program::huge() { return huge_.empty() || pick(4) == 0 ? tensor() : huge_[pick(huge_.size())]; }

const adj_tensor* Program::list() {
  for (adj_tensor& t : list_) t = tensor();
  return !careful_ && choices_.one_in(10) ? nullptr : list_.data();
}

const adj_tensor* Program::huge_list() {
  for (adj_tensor& t : list_) t = huge();
  return list_.data();
}

adj_transform Program::transform() {
  const bool wrong = scopes_.empty() || (!careful_ && choices_.one_in(6));
  return wrong ? adj_transform{choices_.word()} : scopes_.back().transform;
}

std::int32_t Program::host() {
  static const std::int32_t opened = [] {
    std::int32_t host = -1;
    must(adj_host_open(reinterpret_cast<const void*>(careless_rule), &host) == ADJ_OK, "no host");
    return host;
  }();
  return opened;
}

adj_status Program::open(adj_status (*opener)(adj_transform*)) {
  adj_transform transform{};
  if (depth() > 6) return ADJ_OK;
  const adj_status status = opener(&transform);
  if (status == ADJ_OK) opened(transform);
  return status;
}

adj_status Program::open_capturing(std::int32_t isolated) {
  adj_transform transform{};
  if (depth() > 6) return ADJ_OK;
  const adj_status status = adj_transform_open_capturing(isolated, &transform);
  if (status == ADJ_OK) opened(transform);
  return status;
}

adj_status Program::close() {
  if (scopes_.empty()) return ADJ_OK;
  const std::int64_t keep = careful_ ? (tensors_.size() > scopes_.back().tensors ? 1 : 0) : count();
  const adj_tensor last_one = last();
  const adj_status status =
      adj_scope_close(transform(), careful_ ? &last_one : list(), keep, pick(2) ? nullptr : reached.data());
  if (status != ADJ_OK) return status;
  const std::size_t before = scopes_.back().tensors;
  scopes_.pop_back();
  if (!careful_) return status;  // its pool holds what is gone as well
  while (tensors_.size() > before) {
    // Gone with the scope, unless it belongs to none, as what adj_hold gives.
    if (keep == 0 || tensors_.back().id != last_one.id) adj_release(tensors_.back());
    tensors_.pop_back();
  }
  if (keep == 1) tensors_.push_back(last_one);
  return status;
}

void Program::take_over(adj_tensor tensor) {
  if (tensor.id == 0) return;
  adj_tensor_info info{};
  if (adj_info(tensor, &info) == ADJ_OK && info.count > 2000) {
    // What memory could hold would take long to go through; what it could not has extents worth trying.
    if (info.count < (std::int64_t{1} << 40) || huge_.size() > 8)
      adj_release(tensor);
    else
      huge_.push_back(tensor);
    return;
  }
  tensors_.push_back(tensor);
  if (tensors_.size() > 60 && scopes_.empty()) {
    adj_release(tensors_.front());
    tensors_.erase(tensors_.begin());
  }
}

void Program::finish_call(adj_status status) {
  must(status >= ADJ_OK && status != ADJ_ERROR_INTERNAL, "a fault of the core");
  if (status == ADJ_OK) {
    take_over(result_);
    for (const adj_tensor t : results_) take_over(t);
    if (made_recording_.id != 0) {
      adj_recording_release(recording_);
      recording_ = made_recording_;
    }
  }
  result_ = {};
  results_ = {};
  made_recording_ = {};
}

void Program::finish() {
  adj_set_anomaly_detection(0);
  for (; !scopes_.empty(); scopes_.pop_back())
    must(adj_scope_close(scopes_.back().transform, nullptr, 0, nullptr) == ADJ_OK, "a scope does not close");
  adj_recording_release(recording_);
  adj_release_many(tensors_.data(), static_cast<std::int64_t>(tensors_.size()));
  adj_release_many(huge_.data(), static_cast<std::int64_t>(huge_.size()));
}

}  // namespace adjoint::fuzz
