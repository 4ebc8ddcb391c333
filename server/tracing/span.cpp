#include <server/tracing/span.hpp>
#include <server/tracing/tracer.hpp>

#include <server/base/error.hpp>
#include <server/base/text/replaced_utf8.hpp>
#include <server/base/text/utf8.hpp>

#include <utility>

namespace praetor::tracing {
namespace {

std::string bounded_text(std::string_view text)
{
    constexpr std::size_t max_length = 1'024;
    bool const is_cut = text.size() > max_length;
    if (is_cut) {
        text = text.substr(0, max_length + 1);
        while (continues_code_point(text.back()) && text.size() > max_length - 3)
            text.remove_suffix(1);
        text.remove_suffix(1);
    }
    return is_utf8(text) ? std::string{text} : replaced_utf8(std::string{text});
}

struct span_failure
{
    std::string_view type;
    bool fails = true; // false: a refusal
};

span_failure failure_of(errc code)
{
    switch (code) {
    case errc::bad_request:
        return {"bad_request", false};
    case errc::unauthorized:
        return {"unauthorized", false};
    case errc::forbidden:
        return {"forbidden", false};
    case errc::not_found:
        return {"not_found", false};
    case errc::object_not_found:
        return {"object_not_found", false};
    case errc::conflict:
        return {"conflict", false};
    case errc::integrity:
        return {"integrity"};
    case errc::too_large:
        return {"too_large", false};
    case errc::unprocessable:
        return {"unprocessable", false};
    case errc::locked:
        return {"locked", false};
    case errc::unavailable:
        return {"unavailable"};
    case errc::timeout:
        return {"timeout"};
    case errc::database:
        return {"database"};
    case errc::internal:
        return {"internal"};
    case errc::bad_setting:
        return {"bad_setting"};
    }
    return {"_OTHER"};
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
        auto const [type, fails] = failure_of(known.code());
        fail(type, fails);
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
