// Routes, one line each:
//     r.get<"/flows/{id:uuid}", read_flow>().refuses(404);
// A handler's own signature declares what it takes: task<R>(Scope&, parameters of the path in order, body<T>, fields<T>,
// query<T>), and what it answers: R is reply<T>, T (200), void (204) or response. The number of {} is checked when it
// compiles. The OpenAPI document is made of the same signatures; what they do not say follows the line (operation.hpp).
#pragma once

#include <server/http/extract.hpp>
#include <server/http/handler.hpp>
#include <server/http/openapi.hpp>
#include <server/http/refusals.hpp>
#include <server/http/response.hpp>
#include <server/http/route_table.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace praetor::http {

template <std::size_t Size>
struct path_text
{
    char text[Size];

    constexpr path_text(char const (&given)[Size]) { std::copy_n(given, Size, text); }
    constexpr std::size_t parameters() const { return static_cast<std::size_t>(std::count(text, text + Size, '{')); }
    constexpr std::string_view view() const { return {text, Size - 1}; }
};

namespace detail {

template <class P>
constexpr bool is_path_parameter = std::is_same_v<P, uuid> || std::is_same_v<P, std::string>;

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

// A body of so many bytes takes milliseconds to read: a scope that has threads leaves that to them.
inline constexpr std::size_t large_body = std::size_t{256} << 10;

template <class... Parameters>
std::tuple<Parameters...> extracted(request const* rq)
{
    std::tuple<Parameters...> taken;
    extraction from{*rq};
    std::apply([&](auto&... each) { (from.take(each), ...); }, taken);
    from.finish();
    return taken;
}

template <class Scope, class R, class... Parameters>
task<response> call(task<R> (*fn)(Scope&, Parameters...), Scope& scope, request& rq)
{
    std::tuple<Parameters...> taken;
    if constexpr (requires { scope.threads(); }) {
        if (rq.body.size() >= large_body)
            taken = co_await scope.threads().run(extracted<Parameters...>, &rq);
        else
            taken = extracted<Parameters...>(&rq);
    }
    else
        taken = extracted<Parameters...>(&rq);
    auto started = std::apply([&](auto&... each) { return fn(scope, std::move(each)...); }, taken);
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

} // namespace detail

// Makes a Scope for each request: what handlers reach beside their parameters.
template <class Scope>
class basic_router final : public handler
{
public:
    using scope_factory = std::function<Scope(request&)>;

    // `prefix` stands before every path; anything else is not found.
    basic_router(scope_factory make_scope, std::string prefix)
        : make_scope_(std::move(make_scope)), prefix_(std::move(prefix))
    {}

    template <path_text Path, auto Handler>
    operation& get()
    {
        return add<Path>(method::get, Handler, function_name<Handler>());
    }
    template <path_text Path, auto Handler>
    operation& post()
    {
        return add<Path>(method::post, Handler, function_name<Handler>());
    }
    template <path_text Path, auto Handler>
    operation& put()
    {
        return add<Path>(method::put, Handler, function_name<Handler>());
    }
    template <path_text Path, auto Handler>
    operation& patch()
    {
        return add<Path>(method::patch, Handler, function_name<Handler>());
    }
    template <path_text Path, auto Handler>
    operation& del()
    {
        return add<Path>(method::del, Handler, function_name<Handler>());
    }

    // The tag of the operations that follow, in the document.
    void section(std::string_view tag) { tag_ = tag; }

    template <path_text Path>
    void websocket(task<void> (*fn)(Scope&, http::websocket&))
    {
        sockets_table_.add(method::get, Path.view(), sockets_.size());
        sockets_.push_back(fn);
    }

    using check = std::function<std::optional<response>(Scope&)>;
    // Runs before all under the prefix, whether it is there or not; a response ends the request. At most one.
    void before(check one) { check_ = std::move(one); }
    // Runs before the routes that were added, and not for paths without one. At most one.
    void before_routes(check one) { route_check_ = std::move(one); }

    // Runs before all else for requests that change something (POST, PUT, PATCH, DELETE), whatever their path; may ask
    // the database. At most one.
    using writing_check = task<std::optional<response>> (*)(Scope&);
    void before_writing(writing_check one) { writing_check_ = one; }

    // Serves the document of all routes as /openapi.json, and `page` (HTML) as /docs and /redoc: after before()
    // under the prefix, and without it outside.
    void document(openapi_info info, std::string_view page)
    {
        info_ = std::move(info);
        page_ = page;
    }

    // Answers GET of one path outside of the prefix, without before(). At most one.
    void outside(std::string path, std::function<response()> answer)
    {
        outside_path_ = std::move(path);
        outside_ = std::move(answer);
    }

    task<response> handle(request& rq) override
    {
        std::exception_ptr thrown;
        try {
            auto answer = co_await answered(rq);
            co_return answer;
        }
        catch (...) {
            thrown = std::current_exception();
        }
        co_return refuse(std::move(thrown), rq);
    }

    bool has_websocket(request& rq) override
    {
        return strip_prefix(rq) && sockets_table_.find(rq).endpoint != route_table::none;
    }

    task<void> handle_websocket(request& rq, http::websocket& socket) override
    {
        auto scope = make_scope_(rq);
        auto const found = sockets_table_.find(rq);
        co_await sockets_.at(found.endpoint)(scope, socket);
    }

private:
    using endpoint = std::function<task<response>(Scope&, request&)>;

    template <path_text Path, class R, class... Parameters>
    operation& add(method verb, task<R> (*fn)(Scope&, Parameters...), std::string_view name)
    {
        static_assert(Path.parameters() == (std::size_t{0} + ... + std::size_t{detail::is_path_parameter<Parameters>}),
                      "the path has another number of {} than its handler has parameters");
        table_.add(verb, Path.view(), endpoints_.size());
        endpoints_.push_back([fn](Scope& scope, request& rq) { return detail::call(fn, scope, rq); });
        return operations_.emplace_back(verb, Path.view(), name, tag_,
                                        &operation_schema::template describe<R, Parameters...>);
    }

    // What document() promised; nothing where `path` is none of it.
    std::optional<response> documented(request const& rq)
    {
        bool const is_page = rq.path == "/docs" || rq.path == "/redoc";
        if (page_.empty() || (!is_page && rq.path != "/openapi.json"))
            return std::nullopt;
        if (rq.verb != method::get)
            return only_get();
        if (document_.empty())
            document_ = openapi_document(operations_, info_);
        response made;
        made.body = is_page ? std::string{page_} : document_;
        made.content_type = is_page ? "text/html; charset=utf-8" : "application/json";
        return made;
    }

    static response only_get()
    {
        auto refused = refusal(405, "Method Not Allowed");
        refused.headers.emplace_back("Allow", "GET");
        return refused;
    }

    response answered_outside(request const& rq)
    {
        if (outside_ != nullptr && rq.path == outside_path_)
            return rq.verb == method::get ? outside_() : only_get();
        auto made = documented(rq);
        return made ? std::move(*made) : refusal(404, "Not Found");
    }

    bool strip_prefix(request& rq) const
    {
        if (!rq.path.starts_with(prefix_))
            return false;
        rq.path.erase(0, prefix_.size());
        return true;
    }

    task<response> answered(request& rq)
    {
        auto scope = make_scope_(rq);
        bool const writes =
            rq.verb == method::post || rq.verb == method::put || rq.verb == method::patch || rq.verb == method::del;
        if (writing_check_ != nullptr && writes) {
            auto ended = co_await writing_check_(scope);
            if (ended)
                co_return std::move(*ended);
        }
        if (!strip_prefix(rq))
            co_return answered_outside(rq);
        if (auto ended = ended_by(check_, scope))
            co_return std::move(*ended);
        auto const found = table_.find(rq);
        if (found.endpoint != route_table::none) {
            if (auto ended = ended_by(route_check_, scope))
                co_return std::move(*ended);
            auto answer = co_await endpoints_[found.endpoint](scope, rq);
            co_return answer;
        }
        if (auto made = documented(rq))
            co_return std::move(*made);
        if (!found.allowed.empty()) {
            auto made = refusal(405, "Method Not Allowed");
            made.headers.emplace_back("Allow", found.allowed);
            co_return made;
        }
        co_return redirected(rq);
    }

    static std::optional<response> ended_by(check const& one, Scope& scope)
    {
        return one == nullptr ? std::nullopt : one(scope);
    }

    // As Starlette does: the same path with or without the slash at its end, if that one exists.
    response redirected(request const& rq) const
    {
        std::string other = rq.path;
        if (other.ends_with('/'))
            other.pop_back();
        else
            other += '/';
        if (!table_.knows(other))
            return refusal(404, "Not Found");
        response made;
        made.status = 307;
        made.content_type = {};
        auto location = "http://" + std::string{rq.header("host")} + prefix_ + other;
        if (!rq.query.empty())
            location += '?' + rq.query;
        made.headers.emplace_back("Location", std::move(location));
        return made;
    }

    scope_factory make_scope_;
    std::string prefix_;
    route_table table_;
    std::vector<endpoint> endpoints_;
    std::deque<operation> operations_;
    std::string_view tag_;
    openapi_info info_;
    std::string_view page_;
    std::string document_; // made when it is first asked for
    std::string outside_path_;
    std::function<response()> outside_;
    route_table sockets_table_;
    std::vector<task<void> (*)(Scope&, http::websocket&)> sockets_;
    check check_;
    check route_check_;
    writing_check writing_check_ = nullptr;
};

} // namespace praetor::http
