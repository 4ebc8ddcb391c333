#include <server/tracing/tracer.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <new>
#include <utility>

namespace praetor::tracing {
namespace {

std::mt19937_64 seeded()
{
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
    return std::mt19937_64{seed};
}

std::int64_t nanoseconds_of(std::chrono::nanoseconds span)
{
    return span.count();
}

} // namespace

tracer::tracer(sampler which, std::size_t max_waiting) : which_(which), max_waiting_(max_waiting), random_(seeded()) {}

template <class Id>
Id tracer::random_id()
{
    Id made;
    while (made.is_zero())
        for (std::size_t at = 0; at < made.bytes.size(); at += sizeof(std::uint64_t)) {
            auto const some = random_();
            std::memcpy(made.bytes.data() + at, &some, sizeof some);
        }
    return made;
}

span tracer::start(span_kind kind, std::string_view name, trace_context const* parent)
{
    span made;
    made.context_.span = random_id<span_id>();
    if (parent != nullptr) {
        made.context_.trace = parent->trace;
        made.context_.state = parent->state;
        made.context_.flags = parent->flags & trace_context::random;
    }
    else {
        made.context_.trace = random_id<trace_id>();
        made.context_.flags = trace_context::random;
    }
    if (!which_.records(made.context_.trace, parent))
        return made;
    record(made, kind, name);
    made.record_->began = nanoseconds_of(std::chrono::system_clock::now().time_since_epoch());
    if (parent != nullptr) {
        made.record_->parent = parent->span;
        made.record_->has_remote_parent = parent->is_remote;
    }
    return made;
}

span tracer::start_below(span const& parent, span_kind kind, std::string_view name)
{
    span made;
    made.context_ = parent.context_;
    made.context_.span = random_id<span_id>();
    record(made, kind, name);
    // By the parent's clock, so that a part lies within the whole whatever becomes of the system's.
    made.record_->began = parent.record_->began + nanoseconds_of(made.from_ - parent.from_);
    made.record_->parent = parent.context_.span;
    return made;
}

void tracer::record(span& made, span_kind kind, std::string_view name)
{
    made.context_.flags |= trace_context::sampled;
    made.by_ = this;
    made.record_ = std::make_unique<span_record>();
    made.record_->kind = kind;
    made.record_->name = name;
    made.record_->attributes.reserve(kind == span_kind::server ? 12 : 4);
    made.from_ = std::chrono::steady_clock::now();
}

void tracer::when_waiting(std::size_t count, std::function<void()> callback)
{
    enough_ = count;
    on_waiting_ = std::move(callback);
}

void tracer::take(std::unique_ptr<span_record> ended) noexcept
{
    if (ended_.size() >= max_waiting_) {
        ++dropped_;
        return;
    }
    try {
        ended_.push_back(std::move(ended));
    }
    catch (std::bad_alloc const&) {
        ++dropped_;
        return;
    }
    if (on_waiting_ && ended_.size() == enough_)
        on_waiting_();
}

span_batch tracer::take(std::size_t max_spans)
{
    span_batch batch;
    auto const count = std::min(max_spans, ended_.size());
    batch.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        batch.push_back(std::move(ended_.front()));
        ended_.pop_front();
    }
    return batch;
}

} // namespace praetor::tracing
