// A call of a handler of any signature, for a router that knows none: what differs from route to route is as little as it
// can be.
#pragma once

#include <server/http/extract.hpp>
#include <server/http/response.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/task.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace praetor::http {
namespace detail {

template <class T>
response to_response(reply<T> made)
{
    response out;
    out.status = made.status;
    // Pages of one kind are about as long as the one before: a body that grows is copied each time it does.
    static thread_local std::size_t usual = 0;
    out.body.reserve(usual);
    json::write(out.body, made.value);
    usual = out.body.size();
    return out;
}

inline response to_response(response made)
{
    return made;
}

template <class T>
response to_response(T made)
{
    return to_response(reply<T>{std::move(made)});
}

// What a handler gives, as a response; apart from what it takes, so that handlers with the same answer share it.
template <class R>
task<response> answer(task<R> started)
{
    if constexpr (std::is_void_v<R>) {
        co_await std::move(started);
        response none;
        none.status = status::no_content;
        co_return none;
    }
    else {
        auto made = co_await std::move(started);
        co_return to_response(std::move(made));
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
    // The call may go before what this gives is done.
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
            return answer(std::move(started));
    }

private:
    function fn_;
    std::tuple<Parameters...> taken_;
};

} // namespace detail

} // namespace praetor::http
