// Routes, one line each:
//     r.get<"/flows/{id:uuid}", read_flow>().needs(role::viewer).refuses(404);
// A handler's own signature declares what it takes: task<R>(Scope&, parameters of the path in order, body<T>,
// fields<T>, query<T>), and what it answers: R is reply<T>, T (200), void (204) or response. The number of {} is
// checked when it compiles. The OpenAPI document is made of the same signatures; what they do not say follows the line
// (operation.hpp). A websocket is a line with its handshake in it:
//     r.websocket<"/events/out", accept_prefect_socket, stream_events_out>().needs(role::viewer);
// A route that does not say which role it needs does not compile.
#pragma once

#include <server/http/checks.hpp>
#include <server/http/extract.hpp>
#include <server/http/handler.hpp>
#include <server/http/handler_call.hpp>
#include <server/http/mounts.hpp>
#include <server/http/openapi/openapi.hpp>
#include <server/http/refusals.hpp>
#include <server/http/response.hpp>
#include <server/http/route_table.hpp>
#include <server/http/url.hpp>
#include <server/http/websockets/declared_socket.hpp>
#include <server/http/websockets/websocket.hpp>

#include <server/base/json/object_writer.hpp>
#include <server/base/memory_budget.hpp>
#include <server/base/role.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace praetor::http {

template <std::size_t Size>
struct path_text
{
    char text[Size];

    constexpr path_text(char const (&given)[Size]) { std::copy_n(given, Size, text); }
    // How many {} it has.
    constexpr std::size_t parameters() const { return static_cast<std::size_t>(std::count(text, text + Size, '{')); }
    constexpr std::string_view view() const { return {text, Size - 1}; }
};

namespace detail {

template <class P>
constexpr bool is_path_parameter = std::is_same_v<P, uuid> || std::is_same_v<P, std::string>;

} // namespace detail

// Makes a Scope for each request: what handlers and checks reach beside their parameters. Filled at start; then it is
// asked on the io_context's thread.
template <class Scope>
class basic_router final : public handler
{
public:
    using scope_factory = std::function<Scope(request&)>;

    // The routes stand below `prefix` ("/api"; empty: below the whole server).
    basic_router(scope_factory make_scope, std::string prefix) : make_scope_(std::move(make_scope))
    {
        mounts_.add(std::move(prefix) + '/', *this);
    }
    basic_router(basic_router const&) = delete;
    basic_router& operator=(basic_router const&) = delete;

    // One route each. std::logic_error where the path has one for the method already.
    template <path_text Path, auto Handler>
    route_without_role get()
    {
        return add<Path>(method::get, Handler, function_name<Handler>());
    }
    template <path_text Path, auto Handler>
    route_without_role post()
    {
        return add<Path>(method::post, Handler, function_name<Handler>());
    }
    template <path_text Path, auto Handler>
    route_without_role put()
    {
        return add<Path>(method::put, Handler, function_name<Handler>());
    }
    template <path_text Path, auto Handler>
    route_without_role patch()
    {
        return add<Path>(method::patch, Handler, function_name<Handler>());
    }
    template <path_text Path, auto Handler>
    route_without_role del()
    {
        return add<Path>(method::del, Handler, function_name<Handler>());
    }

    // The tag of the operations that follow, in the document; it outlives the router.
    void section(std::string_view tag) { tag_ = tag; }

    // `Handshake` accepts the socket, and finds out who it is: task<bool>(Scope&, websocket&), false where it refused
    // or closed it. `Handler` is asked behind it only: task<void>(Scope&, websocket&), to the socket's end.
    template <path_text Path, auto Handshake, auto Handler>
    socket_without_role websocket()
    {
        sockets_table_.add(method::get, Path.view(), sockets_.size());
        sockets_.push_back({Handshake, Handler, {std::string{Path.view()}, function_name<Handler>(), role::admin}});
        return socket_without_role{sockets_.back().declared};
    }

    // What is asked before the routes, in the order of these calls (check_list::add).
    template <class Check>
    void check(std::string_view name, applies to, Check ask)
    {
        checks_.add(name, to, std::move(ask));
    }

    // Another root beside the routes, such as "/" or "/v2", which answers for itself, its 404 too (mounts::add). Of the
    // checks only those of writes are asked before it.
    void mount(std::string prefix, handler& root) { mounts_.add(std::move(prefix), root); }

    // Answers GET of exactly this path, outside of the routes' root and before the other roots.
    void page(std::string path, std::function<response(request const&)> answer)
    {
        pages_[std::move(path)] = std::move(answer);
    }

    // Serves the document of all routes as /openapi.json, and `page` (HTML) as /docs and /redoc: below the routes'
    // root, where the checks of the root are asked first, and outside of it.
    void document(openapi_info info, std::string_view page)
    {
        info_ = std::move(info);
        page_ = page;
    }

    // How replies of 503 to what a handler threw are logged; as information if never called.
    void log_503_as(log::level level) { level_of_503_ = level; }

    // Called after each request of a route, with what it was answered, refusals too. It must neither wait nor throw.
    void on_answer(std::function<void(request const&, response const&)> what_was_done)
    {
        on_answer_ = std::move(what_was_done);
    }

    // What was declared: for whoever shows it.
    std::deque<operation> const& operations() const noexcept { return operations_; }
    std::vector<declared_socket> sockets() const
    {
        std::vector<declared_socket> all;
        for (auto const& one : sockets_)
            all.push_back(one.declared);
        return all;
    }

    task<response> handle(request& rq) override
    {
        std::exception_ptr thrown;
        response answer;
        try {
            answer = co_await answered(rq);
        }
        catch (...) {
            thrown = std::current_exception();
        }
        if (thrown)
            answer = refuse(std::move(thrown), rq, level_of_503_);
        if (on_answer_ && rq.route != nullptr)
            on_answer_(rq, answer);
        co_return answer;
    }

    task<void> handle_websocket(request& rq, http::websocket& socket) override
    {
        auto* const root = enter_root(rq);
        if (root != nullptr && root != this) {
            co_await root->handle_websocket(rq, socket);
            co_return;
        }
        auto const found = root == nullptr ? route_table::none : sockets_table_.find(rq).endpoint;
        if (found == route_table::none) {
            co_await socket.refuse();
            co_return;
        }
        rq.needs = sockets_[found].declared.needs;
        auto scope = make_scope_(rq);
        auto refused = co_await checks_.ask(scope, rq, applies::to_websockets);
        if (refused) {
            co_await socket.refuse(std::move(*refused));
            co_return;
        }
        auto const& route = sockets_[found];
        auto const is_open = co_await route.handshake(scope, socket);
        if (is_open)
            co_await route.handler(scope, socket);
    }

private:
    // A handler of any signature, and what makes a call of it.
    struct endpoint
    {
        void (*handler)();
        std::unique_ptr<detail::handler_call<Scope>> (*make)(void (*handler)());
    };

    struct socket_route
    {
        task<bool> (*handshake)(Scope&, http::websocket&);
        task<void> (*handler)(Scope&, http::websocket&);
        declared_socket declared;
    };

    template <path_text Path, class R, class... Parameters>
    route_without_role add(method verb, task<R> (*fn)(Scope&, Parameters...), std::string_view name)
    {
        static_assert(Path.parameters() == (std::size_t{0} + ... + std::size_t{detail::is_path_parameter<Parameters>}),
                      "the path has another number of {} than its handler has parameters");
        table_.add(verb, Path.view(), endpoints_.size());
        endpoints_.push_back({reinterpret_cast<void (*)()>(fn), &make_call<R, Parameters...>});
        return route_without_role{operations_.emplace_back(verb, Path.view(), name, tag_,
                                                           &operation_schema::template describe<R, Parameters...>)};
    }

    template <class R, class... Parameters>
    static std::unique_ptr<detail::handler_call<Scope>> make_call(void (*handler)())
    {
        using call = detail::call_of<Scope, R, Parameters...>;
        return std::make_unique<call>(reinterpret_cast<typename call::function>(handler));
    }

    // The root of a path, which is taken off its front; null: none.
    handler* enter_root(request& rq) const
    {
        auto const at = mounts_.find(rq.path);
        rq.root = at.root;
        rq.path.erase(0, at.root.size());
        return at.to;
    }

    task<response> answered(request& rq)
    {
        auto const page = pages_.find(rq.path);
        auto* const root = enter_root(rq);
        auto const found = root == this ? table_.find(rq) : route_table::match{};
        if (found.endpoint != route_table::none) {
            rq.route = &operations_[found.endpoint];
            rq.needs = rq.route->least_role();
        }
        auto const what = kind_of(rq, root == this, found);
        auto scope = make_scope_(rq);
        std::optional<response> refused;
        if (checks_.answers_at_once(what))
            refused = checks_.ask_at_once(scope, rq, what);
        else
            refused = co_await checks_.ask(scope, rq, what);
        if (refused)
            co_return std::move(*refused);

        if (found.endpoint != route_table::none) {
            auto const& route = endpoints_[found.endpoint];
            auto call = route.make(route.handler);
            std::size_t handed_out = 0;
            auto const take = [&] {
                extraction from{rq};
                call->take(from);
                from.finish();
                handed_out = from.handed_out();
            };
            memory_budget::share parsed; // to the end of the call, which may have a document
            if constexpr (requires { scope.threads(); }) {
                if (rq.body.size() >= large_body) {
                    parsed = co_await parsed_.take(parsed_size_of(rq.body.size()), memory_timeout);
                    co_await scope.threads().run(take);
                    parsed.shrink(handed_out);
                }
                else
                    take();
            }
            else
                take();
            auto started = call->start(scope);
            call.reset();
            auto answer = co_await std::move(started);
            co_return answer;
        }
        if (root != this && page != pages_.end())
            co_return rq.verb == method::get ? page->second(rq) : method_not_allowed("GET");
        if (root == this || rq.root.empty()) // not below another root
            if (auto made = documented(rq))
                co_return std::move(*made);
        if (root == nullptr)
            co_return refusal(404, "Not Found");
        if (root != this) {
            auto answer = co_await root->handle(rq);
            co_return answer;
        }
        co_return unknown(rq, found);
    }

    static applies kind_of(request const& rq, bool is_own, route_table::match const& found)
    {
        auto what = applies{};
        if (writes(rq.verb))
            what = what | applies::to_writes;
        if (is_own)
            what = what | applies::to_root;
        if (found.endpoint != route_table::none)
            what = what | applies::to_routes;
        return what;
    }

    // {"read_flow_flows__id__get": "viewer", …}
    std::string roles() const
    {
        std::string all;
        json::object_writer object{all};
        for (auto const& one : operations_)
            object.text(one.id(), to_text(one.least_role()));
        object.end();
        return all;
    }

    // The page of the document, with what the document itself does not say.
    std::string page_with_roles() const
    {
        static constexpr std::string_view place = "{/*roles*/}";
        std::string made{page_};
        if (auto const at = made.find(place); at != std::string::npos)
            made.replace(at, place.size(), roles());
        return made;
    }

    // What document() promised; nothing where `path` is none of it.
    std::optional<response> documented(request const& rq)
    {
        bool const is_page = rq.path == "/docs" || rq.path == "/redoc";
        if (page_.empty() || (!is_page && rq.path != "/openapi.json"))
            return std::nullopt;
        if (rq.verb != method::get && rq.verb != method::head)
            return method_not_allowed("GET, HEAD");
        if (document_.empty())
            document_ = openapi_document(operations_, info_);
        response made;
        made.body = is_page ? page_with_roles() : document_;
        made.content_type = is_page ? "text/html; charset=utf-8" : "application/json";
        return made;
    }

    // 405 where the path has other methods; else, as Starlette does, the same path without the slashes at its end, or
    // with one, if that one exists.
    response unknown(request const& rq, route_table::match const& found) const
    {
        if (!found.allowed.empty())
            return method_not_allowed(found.allowed);
        std::string other = rq.path;
        if (other.ends_with('/'))
            other.erase(other.find_last_not_of('/') + 1);
        else
            other += '/';
        if (!table_.knows(other))
            return refusal(404, "Not Found");
        return redirect(url_of(rq, std::string{rq.root} + other, rq.query));
    }

    scope_factory make_scope_;
    log::level level_of_503_ = log::level::info;
    mounts mounts_;
    std::map<std::string, std::function<response(request const&)>, std::less<>> pages_;
    check_list<Scope> checks_;
    route_table table_;
    std::vector<endpoint> endpoints_;
    std::deque<operation> operations_;
    std::string_view tag_;
    openapi_info info_;
    std::string_view page_;
    std::string document_; // made when it is first asked for
    static constexpr std::chrono::milliseconds memory_timeout{5'000};
    memory_budget parsed_{std::size_t{128} << 20}; // large bodies, parsed

    route_table sockets_table_;
    std::vector<socket_route> sockets_;
    std::function<void(request const&, response const&)> on_answer_;
};

} // namespace praetor::http
