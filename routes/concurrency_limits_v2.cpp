#include <routes/routes.hpp>

#include <models/limits/concurrency_lease.hpp>
#include <models/limits/concurrency_limit.hpp>
#include <models/limits/concurrency_limit_response.hpp>
#include <models/limits/slot_arithmetic.hpp>
#include <models/limits/tag_limit.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/list_length.hpp>

#include <fmt/format.h>

namespace praetor::routes {
namespace {

using models::concurrency_limit;
using models::concurrency_limit_response;
using models::minimal_limit;

struct limit_page_fields
{
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(limit_page_fields, (), (limit, offset))

struct leased_limits
{
    uuid lease_id;
    std::vector<minimal_limit> limits;
};
BOOST_DESCRIBE_STRUCT(leased_limits, (), (lease_id, limits))

using limit_names = json::constrained<std::vector<std::string>, json::list_length<1>>;

struct asked_slots
{
    positive slots;
    limit_names names;
    defaulted<models::slot_mode> mode;
};
BOOST_DESCRIBE_STRUCT(asked_slots, (), (slots, names, mode))

struct slot_fields : asked_slots
{
    std::optional<bool> create_if_missing; // deprecated, without effect
};
BOOST_DESCRIBE_STRUCT(slot_fields, (asked_slots), (create_if_missing))

// A minute to a day, and no NaN.
using lease_seconds = json::constrained<double, json::between_limits<60, 86'400>>;

struct leased_slot_fields : asked_slots
{
    defaulted<lease_seconds> lease_duration{lease_seconds{300.0}};
    std::optional<models::lease_holder> holder;
};
BOOST_DESCRIBE_STRUCT(leased_slot_fields, (asked_slots), (lease_duration, holder))

struct release_fields
{
    positive slots;
    limit_names names;
    std::optional<json::constrained<double, json::above<0>>> occupancy_seconds;
    std::optional<bool> create_if_missing;
};
BOOST_DESCRIBE_STRUCT(release_fields, (), (slots, names, occupancy_seconds, create_if_missing))

struct lease_fields
{
    uuid lease_id;
};
BOOST_DESCRIBE_STRUCT(lease_fields, (), (lease_id))

struct renew_fields
{
    defaulted<lease_seconds> lease_duration{lease_seconds{300.0}};
};
BOOST_DESCRIBE_STRUCT(renew_fields, (), (lease_duration))

duration seconds(double count)
{
    return duration{static_cast<std::int64_t>(count * 1e6)};
}

models::concurrency_limit_key key_of(std::string const& id_or_name)
{
    if (auto const id = uuid::parse(id_or_name))
        return *id;
    return id_or_name;
}

concurrency_limit_response to_answer(concurrency_limit const& row)
{
    return {{row.id, row.created, row.updated}, row.active, row.name, row.limit, models::active_slots_at(row, now()),
            row.slot_decay_per_second};
}

std::vector<minimal_limit> to_minimal(std::vector<concurrency_limit> const& limits)
{
    std::vector<minimal_limit> all;
    for (auto const& one : limits)
        all.push_back({one.id, one.name, one.limit});
    return all;
}

task<reply<concurrency_limit>> create_limit(scope& rq, body<models::concurrency_limit_create> wanted)
{
    auto made = co_await rq.db().transaction(models::create_concurrency_limit, std::move(*wanted));
    rq.publish(std::move(made.events));
    co_return reply<concurrency_limit>{std::move(made.value), http::status::created};
}

task<concurrency_limit_response> read_limit(scope& rq, std::string id_or_name)
{
    auto const found = co_await rq.db().read(models::read_concurrency_limit, key_of(id_or_name));
    if (!found)
        refuse_unknown("Concurrency Limit not found");
    co_return to_answer(*found);
}

task<std::vector<concurrency_limit_response>> read_limits(scope& rq, fields<limit_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    auto const found = co_await rq.db().read(models::read_concurrency_limits, range);
    std::vector<concurrency_limit_response> all;
    for (auto const& one : found)
        all.push_back(to_answer(one));
    co_return all;
}

task<void> update_limit(scope& rq, std::string id_or_name, body<models::concurrency_limit_update> wanted)
{
    auto done = co_await rq.db().transaction(models::update_concurrency_limit, key_of(id_or_name), std::move(*wanted));
    if (!done.value)
        refuse_unknown("Concurrency Limit not found");
    rq.publish(std::move(done.events));
}

task<void> delete_limit(scope& rq, std::string id_or_name)
{
    auto done = co_await rq.db().transaction(models::delete_concurrency_limit, key_of(id_or_name));
    if (!done.value)
        refuse_unknown("Concurrency Limit not found");
    rq.publish(std::move(done.events));
}

http::response locked(double retry_after)
{
    auto refused = http::refusal(423, "Locked");
    refused.headers.emplace_back("Retry-After", fmt::format("{}", retry_after));
    return refused;
}

template <class T>
http::response answered(T const& value)
{
    http::response made;
    json::write(made.body, value);
    return made;
}

models::slot_request asked(scope const& rq, asked_slots wanted)
{
    return {std::move(wanted.names.value), *wanted.slots, *wanted.mode, rq.max_slot_waits()};
}

task<http::response> increment(scope& rq, fields<slot_fields> wanted)
{
    auto const taken = co_await rq.db().transaction(models::acquire_slots, asked(rq, std::move(*wanted)));
    co_return taken.acquired ? answered(to_minimal(taken.limits)) : locked(taken.retry_after);
}

task<http::response> increment_with_lease(scope& rq, fields<leased_slot_fields> wanted)
{
    auto const lifetime = seconds(**wanted->lease_duration);
    auto const holder = wanted->holder;
    auto const made = co_await rq.db().transaction(models::acquire_leased_slots,
                                                   asked(rq, asked_slots{std::move(*wanted)}), lifetime, holder);
    if (!made.taken.acquired)
        co_return locked(made.taken.retry_after);
    co_return answered(leased_limits{made.lease_id, to_minimal(made.taken.limits)});
}

task<std::vector<minimal_limit>> decrement(scope& rq, fields<release_fields> wanted)
{
    std::optional<double> occupied;
    if (wanted->occupancy_seconds)
        occupied = **wanted->occupancy_seconds;
    std::int64_t const slots = *wanted->slots;
    auto const limits = co_await rq.db().transaction(models::release_slots, std::move(wanted->names.value), slots,
                                                     occupied, rq.max_slot_waits());
    co_return to_minimal(limits);
}

task<void> decrement_with_lease(scope& rq, fields<lease_fields> wanted)
{
    co_await rq.db().transaction(models::end_lease, wanted->lease_id, rq.max_slot_waits());
}

task<http::response> renew_lease(scope& rq, uuid id, fields<renew_fields> wanted)
{
    auto const renewed = co_await rq.db().transaction(models::renew_lease, id, seconds(**wanted->lease_duration));
    if (!renewed)
        co_return http::refusal(410, "Lease not found - it may have expired or been revoked");
    http::response done;
    done.status = http::status::no_content;
    co_return done;
}

} // namespace

void add_concurrency_limits_v2(router& r)
{
    r.section("Concurrency Limits V2");
    r.post<"/v2/concurrency_limits/", create_limit>()
        .needs(role::operator_)
        .called("create_concurrency_limit_v2")
        .answers(201)
        .refuses(409);
    r.get<"/v2/concurrency_limits/{id_or_name}", read_limit>()
        .needs(role::viewer)
        .called("read_concurrency_limit_v2")
        .refuses(404);
    r.post<"/v2/concurrency_limits/filter", read_limits>().needs(role::viewer).called("read_all_concurrency_limits_v2");
    r.patch<"/v2/concurrency_limits/{id_or_name}", update_limit>()
        .needs(role::operator_)
        .called("update_concurrency_limit_v2")
        .refuses(404)
        .refuses(409);
    r.del<"/v2/concurrency_limits/{id_or_name}", delete_limit>()
        .needs(role::operator_)
        .called("delete_concurrency_limit_v2")
        .refuses(404);
    r.post<"/v2/concurrency_limits/increment", increment>()
        .needs(role::runner)
        .audit(audited::never)
        .called("bulk_increment_active_slots")
        .answers_with<std::vector<minimal_limit>>()
        .refuses(423);
    r.post<"/v2/concurrency_limits/increment-with-lease", increment_with_lease>()
        .needs(role::runner)
        .audit(audited::never)
        .called("bulk_increment_active_slots_with_lease")
        .answers_with<leased_limits>()
        .refuses(423);
    r.post<"/v2/concurrency_limits/decrement", decrement>()
        .needs(role::runner)
        .audit(audited::never)
        .called("bulk_decrement_active_slots");
    r.post<"/v2/concurrency_limits/decrement-with-lease", decrement_with_lease>()
        .needs(role::runner)
        .audit(audited::never)
        .called("bulk_decrement_active_slots_with_lease");
    r.post<"/v2/concurrency_limits/leases/{lease_id:uuid}/renew", renew_lease>()
        .needs(role::runner)
        .audit(audited::never)
        .called("renew_concurrency_lease")
        .answers(204)
        .refuses(404)
        .refuses(410);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::leased_limits>
{
    static constexpr std::string_view name = "ConcurrencyLimitWithLeaseResponse";
};

template <>
struct praetor::json::schema_notes<praetor::routes::release_fields>
{
    static void add(model_schema& model) { model.nullable("occupancy_seconds"); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::slot_fields>
{
    static void add(model_schema& model) { model.nullable("create_if_missing"); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::leased_slot_fields>
{
    static void add(model_schema& model) { model.nullable("holder"); }
};

PRAETOR_JSON_CODEC(praetor::routes::limit_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::leased_limits)
PRAETOR_JSON_CODEC(praetor::routes::slot_fields)
PRAETOR_JSON_CODEC(praetor::routes::leased_slot_fields)
PRAETOR_JSON_CODEC(praetor::routes::release_fields)
PRAETOR_JSON_CODEC(praetor::routes::lease_fields)
PRAETOR_JSON_CODEC(praetor::routes::renew_fields)
