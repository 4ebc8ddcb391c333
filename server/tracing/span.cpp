#include <server/tracing/span.hpp>
#include <server/tracing/tracer.hpp>

#include <server/base/error.hpp>
#include <server/base/text/replaced_utf8.hpp>
#include <server/base/text/utf8.hpp>

#include <array>
#include <utility>

namespace praetor::tracing {
namespace {

std::string bounded_text(std::string_view text)
{
    constexpr std::size_t most = 1'024;
    bool const is_cut = text.size() > most;
    if (is_cut) {
        text = text.substr(0, most + 1);
        while (continues_code_point(text.back()) && text.size() > most - 3)
            text.remove_suffix(1);
        text.remove_suffix(1);
    }
    return is_utf8(text) ? std::string{text} : replaced_utf8(std::string{text});
}

std::string_view name_of(errc code)
{
    static constexpr std::array<std::string_view, 15> names{
        "bad_request", "unauthorized", "forbidden", "not_found",     "object_not_found",
        "conflict",    "integrity",    "too_large", "unprocessable", "locked",
        "unavailable", "timeout",      "database",  "internal",      "bad_setting"};
    return names[static_cast<std::size_t>(code)];
}

} // namespace

span& span::operator=(span&& from) noexcept
{
    end();
    context_ = std::move(from.context_);
    by_ = from.by_;
    record_ = std::move(from.record_);
    from_ = from.from_;
    return *this;
}

span span::child(span_kind kind, std::string_view name) const
{
    return record_ == nullptr ? span{} : by_->start_below(*this, kind, name);
}

void span::rename(std::string name)
{
    if (record_ != nullptr)
        record_->name = std::move(name);
}

void span::set(std::string_view attribute, std::string_view value)
{
    if (record_ != nullptr)
        record_->attributes.push_back({attribute, bounded_text(value)});
}

void span::set(std::string_view attribute, std::int64_t value)
{
    if (record_ != nullptr)
        record_->attributes.push_back({attribute, value});
}

void span::fail(std::string_view type, bool fails)
{
    set("error.type", type);
    if (record_ != nullptr)
        record_->failed = fails;
}

void span::fail(std::exception_ptr const& thrown)
{
    if (record_ == nullptr)
        return;
    if (is_cancellation(thrown))
        return fail("cancelled", false);
    try {
        std::rethrow_exception(thrown);
    }
    catch (error const& known) {
        bool const is_refusal = known.code() <= errc::locked && known.code() != errc::integrity;
        fail(name_of(known.code()), !is_refusal);
    }
    catch (...) {
        fail("_OTHER");
    }
}

void span::end() noexcept
{
    if (record_ == nullptr)
        return;
    auto const took = std::chrono::steady_clock::now() - from_;
    record_->ended = record_->began + std::chrono::duration_cast<std::chrono::nanoseconds>(took).count();
    record_->self = std::move(context_);
    by_->take(std::move(record_));
}

} // namespace praetor::tracing
