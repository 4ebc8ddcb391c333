// JSON Schemas of C++ types, for the OpenAPI document: beside every codec<T> stands a schema<T>. Described structs and
// enums get theirs with their codec (PRAETOR_JSON_CODEC), types with a codec of their own define schema<T>::make beside
// it.
#pragma once

#include <server/base/json/codec.hpp>

#include <boost/json/object.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::json {

// The named schemas of one document ("#/components/schemas/…").
class components
{
public:
    // Who is being described: a member of a component. Schemas of shared types are named after it.
    class place
    {
    public:
        place(components& owner, std::string name) : owner_(owner) { owner_.places_.push_back(std::move(name)); }
        ~place() { owner_.places_.pop_back(); }
        place(place const&) = delete;
        place& operator=(place const&) = delete;

    private:
        components& owner_;
    };
    // "FlowRunFilterTags" while the member `tags` of FlowRunFilter is described.
    std::string const& where() const { return places_.back(); }

    // {"$ref": …} to the component `name`. `make` (boost::json::object()) is called where it is not there yet.
    // std::logic_error where another type has the name: `type` tells one from the other.
    template <class Make>
    boost::json::object refer(std::string const& name, std::string_view type, Make make)
    {
        if (begin(name, type)) {
            place const at{*this, name};
            auto made = make();
            all_[name].schema = std::move(made);
        }
        return reference(name);
    }
    boost::json::object refer(std::string const& name, std::string_view type, boost::json::object (*make)(components&))
    {
        return refer(name, type, [&] { return make(*this); });
    }

    // Every component by name; this is empty afterwards.
    boost::json::object take();

private:
    bool begin(std::string const& name, std::string_view type);
    static boost::json::object reference(std::string const& name);

    struct component
    {
        std::string type;
        boost::json::object schema;
    };
    std::map<std::string, component> all_;
    std::vector<std::string> places_;
};

// How a T is described.
//   static boost::json::object make(components&)     the schema itself, or a reference to a component
template <class T>
struct schema;

// What a described type says about its schema beyond its members, specialised in its .cpp before PRAETOR_JSON_CODEC;
// each optional:
//   static constexpr std::string_view name            the component, where it is not the type's own name in CamelCase
//   using same_as = …                                 the type that this one is the text of
//   static void add(model_schema&)                    members that are described otherwise
template <class T>
struct schema_notes
{};

// The members of a model that are described otherwise than their types say.
class model_schema
{
public:
    model_schema(components& all, boost::json::object& schema) : all_(all), schema_(schema) {}

    // A member that is JSON text holds a T.
    template <class T>
    model_schema& as(std::string_view member)
    {
        components::place const at{all_, place_of(member)};
        replace(member, schema<T>::make(all_));
        return *this;
    }
    // null is taken too, where the member's type says no.
    model_schema& nullable(std::string_view member);
    // A reply never says null, though the member's type could.
    model_schema& never_null(std::string_view member);
    // The member is always there, though its type could be absent.
    model_schema& required(std::string_view member);
    // The member need not be there, without telling what it is then.
    model_schema& not_required(std::string_view member);
    model_schema& without_default(std::string_view member);
    model_schema& hide(std::string_view member);
    // Adds a keyword to a member: set("name", "maxLength", 255).
    model_schema& set(std::string_view member, std::string_view keyword, boost::json::value value);

private:
    std::string place_of(std::string_view member) const;
    void replace(std::string_view member, boost::json::object made);
    boost::json::object& property(std::string_view member);

    components& all_;
    boost::json::object& schema_;
};

// {"anyOf": […, {"type": "null"}]}
boost::json::object nullable(boost::json::object made);
// {"anyOf": […]}
boost::json::object either(boost::json::object one, boost::json::object other);
// "FlowRun" of "flow_run"; "AnyOf" of "any_of".
std::string in_camel_case(std::string_view snake);

namespace detail {

template <class T>
std::string_view type_name()
{
    return __PRETTY_FUNCTION__;
}

// "flow_run" of what type_name() says about praetor::models::flow_run.
std::string_view plain_name(std::string_view pretty);

} // namespace detail

// "FlowRun" of praetor::models::flow_run: the name of its component.
template <class T>
std::string type_in_camel_case()
{
    return in_camel_case(detail::plain_name(detail::type_name<T>()));
}

template <class T>
struct schema<std::optional<T>>
{
    static boost::json::object make(components& all) { return nullable(schema<T>::make(all)); }
};

template <class T>
struct schema<defaulted<T>>
{
    static boost::json::object make(components& all) { return schema<T>::make(all); }
};

template <class T>
struct schema<std::vector<T>>
{
    static boost::json::object make(components& all) { return {{"type", "array"}, {"items", schema<T>::make(all)}}; }
};

template <class T>
struct schema<std::map<std::string, T>>
{
    static boost::json::object make(components& all)
    {
        return {{"type", "object"}, {"additionalProperties", schema<T>::make(all)}};
    }
};

// What of a described type is wanted: a reference to its component; the object with its members; the same where its
// members are parameters of their own, null says the same as absence, and optional members are not told to be nullable
// (but for models among them where T says `static constexpr bool filters_may_be_null`, as the reference does at some
// routes).
enum class described_as : std::uint8_t
{
    reference,
    object,
    parameters
};

// describe() is defined by PRAETOR_JSON_CODEC and nowhere else, so that every file sees the same schema_notes.
template <described_struct T>
struct schema<T>
{
    static boost::json::object make(components& all) { return describe(all, described_as::reference); }
    static boost::json::object describe(components& all, described_as what);
};

template <described_enum T>
struct schema<T>
{
    static boost::json::object make(components& all) { return describe(all, described_as::reference); }
    static boost::json::object describe(components& all, described_as what);
};

} // namespace praetor::json
