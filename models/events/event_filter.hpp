// Which events a request or a subscriber asks for. Nothing here uses the operators of other filters: all that is said
// must hold.
#pragma once

#include <models/events/event.hpp>
#include <models/text_search.hpp>

#include <server/base/json/schema.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace praetor::models {

// {"prefect.resource.id": "prefect.flow.*", "team": ["a", "!b"]}: each label must match one of its expressions. "*"
// stands for any text, a leading "!" for all that does not match.
struct resource_specification
{
    std::vector<std::pair<std::string, std::vector<std::string>>> labels;
};

// A T, or a list of them that must all hold.
template <class T>
struct one_or_many
{
    std::vector<T> all;
    bool was_list = false;
};

struct occurred_criterion
{
    static constexpr bool refuses_unknown = true;
    defaulted<timestamp> since; // absent: midnight 180 days ago
    defaulted<timestamp> until; // absent: the time of reading

    occurred_criterion();
};
BOOST_DESCRIBE_STRUCT(occurred_criterion, (), (since, until))

struct event_name_criterion
{
    static constexpr bool refuses_unknown = true;
    std::optional<std::vector<std::string>> prefix;
    std::optional<std::vector<std::string>> exclude_prefix;
    std::optional<std::vector<std::string>> name;
    std::optional<std::vector<std::string>> exclude_name;
};
BOOST_DESCRIBE_STRUCT(event_name_criterion, (), (prefix, exclude_prefix, name, exclude_name))

struct resource_criterion
{
    static constexpr bool refuses_unknown = true;
    std::optional<std::vector<std::string>> id;
    std::optional<std::vector<std::string>> id_prefix;
    std::optional<resource_specification> labels;
    defaulted<bool> distinct; // only the first event of each resource, in the filter's order
};
BOOST_DESCRIBE_STRUCT(resource_criterion, (), (id, id_prefix, labels, distinct))

// An id and a role: ["prefect.flow.…", "flow"].
struct resource_in_role
{
    std::string id;
    std::string role;
};

// As the reference, it narrows what is read from the database, not what subscribers see live.
struct related_criterion
{
    static constexpr std::string_view alternative = "EventRelatedFilter"; // as the locations of problems call it
    static constexpr std::string_view alternative_list = "list[EventRelatedFilter]";
    static constexpr bool refuses_unknown = true;
    std::optional<std::vector<std::string>> id;
    std::optional<std::vector<std::string>> role;
    std::optional<std::vector<resource_in_role>> resources_in_roles;
    std::optional<resource_specification> labels;
};
BOOST_DESCRIBE_STRUCT(related_criterion, (), (id, role, resources_in_roles, labels))

struct any_resource_criterion
{
    static constexpr std::string_view alternative = "EventAnyResourceFilter";
    static constexpr std::string_view alternative_list = "list[EventAnyResourceFilter]";
    static constexpr bool refuses_unknown = true;
    std::optional<std::vector<std::string>> id;
    std::optional<std::vector<std::string>> id_prefix;
    std::optional<resource_specification> labels;
};
BOOST_DESCRIBE_STRUCT(any_resource_criterion, (), (id, id_prefix, labels))

struct event_id_criterion
{
    static constexpr bool refuses_unknown = true;
    std::optional<std::vector<uuid>> id;
};
BOOST_DESCRIBE_STRUCT(event_id_criterion, (), (id))

BOOST_DEFINE_ENUM_CLASS(event_order, ASC, DESC)

struct event_filter
{
    static constexpr bool refuses_unknown = true;
    defaulted<occurred_criterion> occurred;
    std::optional<event_name_criterion> event;
    std::optional<resource_criterion> resource;
    std::optional<one_or_many<related_criterion>> related;
    std::optional<one_or_many<any_resource_criterion>> any_resource;
    defaulted<event_id_criterion> id;
    std::optional<text_criterion> text;
    defaulted<event_order> order{event_order::DESC};
};
BOOST_DESCRIBE_STRUCT(event_filter, (), (occurred, event, resource, related, any_resource, id, text, order))

// Whether an event passes.
bool includes(event_filter const& wanted, event const& one);

// The conditions over table events.
db::sql where(db::grammar const& grammar, event_filter const& wanted);

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::resource_specification);
PRAETOR_DECLARE_CODEC(models::resource_in_role);

template <class T>
struct codec<models::one_or_many<T>>
{
    static void write(std::string& out, models::one_or_many<T> const& value)
    {
        if (value.was_list)
            codec<std::vector<T>>::write(out, value.all);
        else
            codec<T>::write(out, value.all.front());
    }
    static bool read(models::one_or_many<T>& out, boost::json::value const& from, problems& found)
    {
        // A union: what either says counts only where neither fits.
        problems::alternatives both{found};
        out.was_list = from.is_array();
        bool good = false;
        {
            problems::descent const into{found, T::alternative};
            good = codec<T>::read(out.all.emplace_back(), from, found);
        }
        if (!good) {
            problems::descent const into{found, T::alternative_list};
            out.all.clear();
            good = codec<std::vector<T>>::read(out.all, from, found);
        }
        if (good)
            both.forget();
        return good;
    }
};

template <class T>
struct schema<models::one_or_many<T>>
{
    static boost::json::object make(components& all)
    {
        return either(schema<T>::make(all), schema<std::vector<T>>::make(all));
    }
};
} // namespace praetor::json
