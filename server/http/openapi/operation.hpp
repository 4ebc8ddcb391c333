// What the OpenAPI document says about one route; most of it comes from the handler's signature.
//     r.get<"/flows/{id:uuid}", read_flow>().needs(role::viewer).refuses(404);
#pragma once

#include <server/http/extract.hpp>
#include <server/http/request.hpp>
#include <server/http/response.hpp>

#include <server/base/json/schema.hpp>
#include <server/base/role.hpp>
#include <server/base/task.hpp>

#include <boost/json/array.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace praetor::http {

class operation_schema;

// Whether the audit tells of an operation that changes something.
enum class audited : std::uint8_t
{
    always,
    of_people, // not of those who are runners: what flows do is told by their states
    never      // machines repeat it
};

// Each call but the getters says one thing more and gives the operation back. Filled at start, then only read.
class operation
{
public:
    using description = void (*)(operation_schema&);
    using answer_schema = boost::json::object (*)(json::components&);

    // `path` as the route has it, its {} with their kinds; without a tag where it is empty.
    operation(method verb, std::string_view path, std::string_view name, std::string_view tag, description describe);

    // The least role that may.
    operation& needs(role least);
    // always, unless this is called.
    operation& audit(audited when);
    // The name of the handler, where the reference has another one.
    operation& called(std::string_view name);
    // A further tag.
    operation& tagged(std::string_view tag);
    // The status of success, where it is not 200 (or 204 without an answer).
    operation& answers(int status);
    // Another status of success, with the same body.
    operation& also(int status);
    // A handler that gives a whole response: its body is a T.
    template <class T>
    operation& answers_with()
    {
        answer_ = [](json::components& all) { return json::schema<T>::make(all); };
        return *this;
    }
    // … or text of another kind: "text/csv".
    operation& answers_with(std::string_view content_type);
    // A status of refusal beside 422: 404, 409 …
    operation& refuses(int status);
    // A header that says yes or no; absent: no. It outlives the operation.
    operation& hears(std::string_view header);
    // The header x-prefect-api-version is not looked at.
    operation& of_any_version();

    method verb() const noexcept { return verb_; }
    role least_role() const noexcept { return needs_; }
    // Whether the audit tells that somebody of this role did it.
    bool is_audited_for(role one) const noexcept;
    std::string const& name() const noexcept { return name_; }
    std::string_view section() const noexcept { return tags_.empty() ? std::string_view{} : tags_.front(); }
    // "/flows/{id}"
    std::string documented_path() const;
    // "read_flow_flows__id__get"
    std::string id() const;

private:
    friend class operation_schema;

    method verb_;
    std::string path_;
    std::string name_;
    std::vector<std::string> tags_;
    description describe_;
    answer_schema answer_ = nullptr;
    std::string content_type_ = "application/json";
    int status_ = 0;
    std::vector<int> also_;
    std::vector<int> refuses_;
    std::vector<std::string_view> headers_;
    bool looks_at_version_ = true;
    role needs_ = role::admin;
    audited audit_ = audited::always;
};

// A route whose role is not said yet: nothing else can be said of it, and to leave it so does not compile.
class [[nodiscard("a route says whose it is: .needs(role::…)")]] route_without_role
{
public:
    explicit route_without_role(operation& of) : of_(of) {}

    // Who may ask for it; more can be said of what is given.
    operation& needs(role least) const { return of_.needs(least); }

private:
    operation& of_;
};

// One operation while it is written down. Any thread.
class operation_schema
{
public:
    // Both outlive it; the components of what it refers to are added to `all`.
    operation_schema(operation const& of, json::components& all);

    // The operation's object of the document. Once.
    boost::json::object take();

    // Takes what the signature of a handler says: task<R>(Scope&, Parameters…).
    template <class R, class... Parameters>
    static void describe(operation_schema& out)
    {
        (out.take_parameter(std::type_identity<Parameters>{}), ...);
        out.take_answer(std::type_identity<R>{});
    }

private:
    template <class T>
    void take_parameter(std::type_identity<body<T>>)
    {
        if constexpr (requires { T::may_be_absent; }) {
            json::components::place const at{all_, "Body"};
            set_body(json::schema<T>::make(all_), false);
        }
        else
            take_body(&json::schema<T>::make);
    }
    template <class T>
    void take_parameter(std::type_identity<fields<T>>)
    {
        take_fields(&json::schema<T>::describe);
    }
    template <class T>
    void take_parameter(std::type_identity<query<T>>)
    {
        take_query(&json::schema<T>::describe);
    }
    void take_parameter(std::type_identity<uuid>) { add_path(true); }
    void take_parameter(std::type_identity<std::string>) { add_path(false); }

    template <class T>
    void take_answer(std::type_identity<reply<T>>)
    {
        take_answer(std::type_identity<T>{});
    }
    template <class T>
    void take_answer(std::type_identity<T>)
    {
        take_answer(&json::schema<T>::make);
    }
    void take_answer(std::type_identity<response>) { answer_.emplace(); }
    void take_answer(std::type_identity<void>) {}

    using make_schema = boost::json::object(json::components&);
    using describe_type = boost::json::object(json::components&, json::described_as);

    void take_body(make_schema* make);
    void take_fields(describe_type* describe);
    void take_query(describe_type* describe);
    void take_answer(make_schema* make);

    void add_path(bool is_uuid);
    void set_body(boost::json::object made, bool required);
    void add_response(int status, std::string_view description, std::string_view content_type,
                      boost::json::object made);

    operation const& of_;
    json::components& all_;
    std::size_t next_path_name_ = 0;
    boost::json::array parameters_;
    std::optional<boost::json::object> body_;
    std::optional<boost::json::object> answer_;
    boost::json::object responses_;
};

// "create_flow" of a function, from __PRETTY_FUNCTION__ of a template over it. A literal.
template <auto Function>
std::string_view function_name()
{
    std::string_view name = __PRETTY_FUNCTION__;
    name = name.substr(0, name.rfind(']'));
    return name.substr(name.find_last_of(":& ") + 1);
}

} // namespace praetor::http
