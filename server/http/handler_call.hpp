// A call of a handler of any signature, for a router that knows none: what differs from route to route is as little as
// it can be.
#pragma once

#include <server/http/extract.hpp>
#include <server/http/response.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/task.hpp>
#include <server/base/thread_pool.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace praetor::http {
namespace detail {

// How long the answers of a kind are, by those before it: pages of one kind are about as long, and a body that grows is
// copied each time it does. Any thread.
class usual_length
{
public:
    std::size_t bytes() const noexcept { return bytes_.load(std::memory_order_relaxed); }
    // A shorter one takes back a quarter of what is known, so that large ones among others stay so.
    void saw(std::size_t size) noexcept { bytes_ = std::max(size, bytes() - bytes() / 4); }

private:
    std::atomic<std::size_t> bytes_ = 0;
};

template <class T>
T const& value_of(T const& made)
{
    return made;
}

template <class T>
T const& value_of(reply<T> const& made)
{
    return made.value;
}

template <class T>
int status_of(T const&)
{
    return status::ok;
}

template <class T>
int status_of(reply<T> const& made)
{
    return made.status;
}

template <class T>
void write_body(std::string& body, std::size_t likely, usual_length& usual, T const& value)
{
    body.reserve(likely);
    json::write(body, value);
    usual.saw(body.size());
}

// Who writes long answers; null where the scope has no threads().
template <class Scope>
thread_pool* threads_of(Scope& scope)
{
    if constexpr (requires { scope.threads(); })
        return &scope.threads();
    else
        return nullptr;
}

// What the handler made its answer of; nothing where the scope has no take_kept().
template <class Scope>
kept_result kept_of(Scope& scope)
{
    if constexpr (requires { scope.take_kept(); })
        return scope.take_kept();
    else
        return {};
}

// Such answers take milliseconds to write, and what they were made of as long to be freed.
inline constexpr std::size_t large_answer = std::size_t{512} << 10; // bytes

// What a handler gives, as a response; apart from what it takes, so that handlers with the same answer share it. The
// scope's threads write large answers.
template <class R, class Scope>
task<response> answer(task<R> started, Scope& scope)
{
    if constexpr (std::is_void_v<R>) {
        co_await std::move(started);
        response none;
        none.status = status::no_content;
        co_return none;
    }
    else {
        static usual_length usual;
        auto made = co_await std::move(started);
        response out;
        out.status = status_of(made);
        out.kept = kept_of(scope);
        auto const likely = std::max(usual.bytes(), out.kept.bytes);
        if (auto* const threads = threads_of(scope); threads != nullptr && likely >= large_answer) {
            std::optional<R> freed{std::move(made)};
            co_await threads->run_or_here(likely, [&out, &freed, likely] {
                write_body(out.body, likely, usual, value_of(*freed));
                freed.reset();
            });
        }
        else
            write_body(out.body, usual.bytes(), usual, value_of(made));
        co_return out;
    }
}

// One call of a handler: its parameters, taken from the request, and then its start. In this order, once each.
template <class Scope>
class handler_call
{
public:
    virtual ~handler_call() = default;
    // Any thread.
    virtual void take(extraction& from) = 0;
    // The call may go before what this gives is done, but not the scope.
    virtual task<response> start(Scope& scope) = 0;
};

template <class Scope, class R, class... Parameters>
class call_of final : public handler_call<Scope>
{
public:
    using function = task<R> (*)(Scope&, Parameters...);

    explicit call_of(function fn) : fn_(fn) {}

    void take(extraction& from) override
    {
        std::apply([&](auto&... each) { (from.take(each), ...); }, taken_);
    }
    task<response> start(Scope& scope) override
    {
        auto started = std::apply([&](auto&... each) { return fn_(scope, std::move(each)...); }, taken_);
        if constexpr (std::is_same_v<R, response>)
            return started;
        else
            return answer(std::move(started), scope);
    }

private:
    function fn_;
    std::tuple<Parameters...> taken_;
};

} // namespace detail

} // namespace praetor::http
