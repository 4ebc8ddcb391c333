// Event filters as SQL. What is asked of labels and of related resources is looked up in table event_resources, within
// the filter's span of time, which its index serves.
#include <models/events/event_filter.hpp>
#include <models/events/label_pattern.hpp>

#include <models/filters/where.hpp>

#include <array>

namespace praetor::models {
namespace {

using filters::combination;
using filters::conditions;
using names = std::optional<std::vector<std::string>>;

bool asks(names const& wanted)
{
    return wanted && !wanted->empty();
}

db::sql begins_with_any(std::string_view column, std::vector<std::string> const& prefixes)
{
    conditions any{combination::or_};
    for (auto const& prefix : prefixes) {
        db::sql one{column};
        one << " LIKE " << db::arg(prefix_to_like(prefix)) << " ESCAPE '\\'";
        any.add(std::move(one));
    }
    return any.joined();
}

db::sql matches_any(db::sql const& column, std::vector<std::string> const& patterns)
{
    conditions any{combination::or_};
    for (auto const& pattern : patterns) {
        db::sql one{pattern.starts_with('!') ? "NOT (" : "("};
        one << column << " LIKE " << db::arg(to_like(pattern)) << " ESCAPE '\\')";
        any.add(std::move(one));
    }
    return any.empty() ? db::sql{"FALSE"} : any.joined();
}

// A label that is kept in the JSON column.
db::sql label_column(db::grammar const& grammar, std::string const& name)
{
    return grammar.json_value_named("event_resources.resource", name);
}

void add_labels(conditions& all, db::grammar const& grammar, resource_specification const& wanted, bool role_is_label)
{
    for (auto const& [name, patterns] : wanted.labels) {
        if (name == "prefect.resource.id" && !patterns.empty())
            all.add(matches_any(db::sql{"event_resources.resource_id"}, patterns));
        else if (role_is_label && name == "prefect.resource.role" && !patterns.empty())
            all.add(db::query::is_any_of("event_resources.resource_role", patterns));
        else if (!(patterns.empty() &&
                   (name == "prefect.resource.id" || (role_is_label && name == "prefect.resource.role"))))
            all.add(matches_any(label_column(grammar, name), patterns));
    }
}

// The events of which a resource meets the conditions. A resource has the time of its event, by which a partitioned
// table is looked into where the event is, and nowhere else.
db::sql with_resource(occurred_criterion const& within, conditions const& wanted)
{
    db::sql in{"(events.id, events.occurred) IN (SELECT event_resources.event_id, event_resources.occurred FROM "
               "event_resources WHERE event_resources.occurred >= "};
    in << db::arg(*within.since) << " AND event_resources.occurred <= " << db::arg(*within.until) << " AND "
       << wanted.joined() << ")";
    return in;
}

void add_name(conditions& all, event_name_criterion const& wanted)
{
    if (asks(wanted.prefix))
        all.add(begins_with_any("events.event", *wanted.prefix));
    if (asks(wanted.exclude_prefix)) {
        db::sql none{"NOT "};
        none << begins_with_any("events.event", *wanted.exclude_prefix);
        all.add(std::move(none));
    }
    if (asks(wanted.name))
        all.add(db::query::is_any_of("events.event", *wanted.name));
    if (asks(wanted.exclude_name))
        all.add(db::query::is_none_of("events.event", *wanted.exclude_name));
}

void add_resource(conditions& all, db::grammar const& grammar, resource_criterion const& wanted,
                  occurred_criterion const& within)
{
    if (asks(wanted.id))
        all.add(db::query::is_any_of("events.resource_id", *wanted.id));
    if (asks(wanted.id_prefix))
        all.add(begins_with_any("events.resource_id", *wanted.id_prefix));
    if (wanted.labels && !wanted.labels->labels.empty()) {
        conditions labels;
        labels.add(db::sql{"event_resources.resource_role = ''"});
        add_labels(labels, grammar, *wanted.labels, false);
        all.add(with_resource(within, labels));
    }
}

void add_related(conditions& all, db::grammar const& grammar, related_criterion const& wanted,
                 occurred_criterion const& within)
{
    conditions one;
    if (asks(wanted.id))
        one.add(db::query::is_any_of("event_resources.resource_id", *wanted.id));
    if (asks(wanted.role))
        one.add(db::query::is_any_of("event_resources.resource_role", *wanted.role));
    if (wanted.resources_in_roles && !wanted.resources_in_roles->empty()) {
        conditions any{combination::or_};
        for (auto const& pair : *wanted.resources_in_roles) {
            db::sql both{"(event_resources.resource_id = "};
            both << db::arg(pair.id) << " AND event_resources.resource_role = " << db::arg(pair.role) << ")";
            any.add(std::move(both));
        }
        one.add(any.joined());
    }
    if (wanted.labels && !wanted.labels->labels.empty())
        add_labels(one, grammar, *wanted.labels, true);
    if (one.empty())
        return;
    if (!asks(wanted.role))
        one.add(db::sql{"event_resources.resource_role <> ''"});
    all.add(with_resource(within, one));
}

void add_any_resource(conditions& all, db::grammar const& grammar, any_resource_criterion const& wanted,
                      occurred_criterion const& within)
{
    conditions one;
    if (asks(wanted.id))
        one.add(db::query::is_any_of("event_resources.resource_id", *wanted.id));
    if (asks(wanted.id_prefix))
        one.add(begins_with_any("event_resources.resource_id", *wanted.id_prefix));
    if (wanted.labels && !wanted.labels->labels.empty())
        add_labels(one, grammar, *wanted.labels, true);
    if (!one.empty())
        all.add(with_resource(within, one));
}

} // namespace

db::sql where(db::grammar const& grammar, event_filter const& wanted)
{
    static constexpr std::array<std::string_view, 4> searched_columns{"events.event", "events.resource",
                                                                      "events.related", "events.payload"};
    auto const& within = *wanted.occurred;
    conditions all;
    db::sql span{"events.occurred >= "};
    span << db::arg(*within.since) << " AND events.occurred <= " << db::arg(*within.until);
    all.add(std::move(span));
    if (wanted.event)
        add_name(all, *wanted.event);
    if (wanted.resource)
        add_resource(all, grammar, *wanted.resource, within);
    if (wanted.related)
        for (auto const& criterion : wanted.related->all)
            add_related(all, grammar, criterion, within);
    if (wanted.any_resource)
        for (auto const& criterion : wanted.any_resource->all)
            add_any_resource(all, grammar, criterion, within);
    if (wanted.id->id && !wanted.id->id->empty())
        all.add(db::query::is_any_of("events.id", *wanted.id->id));
    if (wanted.text)
        all.add(where(parse_search(*wanted.text->query), grammar.joined_text(searched_columns)));
    return all.joined();
}

} // namespace praetor::models
