#include <routes/routes.hpp>

#include <models/artifacts/artifact.hpp>

#include <server/base/json/codec_impl.hpp>

#include <array>

namespace praetor::routes {
namespace {

using models::artifact;
using models::artifact_collection;

struct artifact_page_fields : models::artifact_selection
{
    static constexpr std::array<std::string_view, 4> read_first{"limit", "sort", "offset", "artifacts"};
    defaulted<models::artifact_sort> sort{models::artifact_sort::ID_DESC};
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(artifact_page_fields, (models::artifact_selection), (sort, limit, offset))

struct latest_page_fields : models::artifact_collection_selection
{
    static constexpr std::array<std::string_view, 4> read_first{"limit", "sort", "offset", "artifacts"};
    defaulted<models::artifact_sort> sort{models::artifact_sort::ID_DESC};
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(latest_page_fields, (models::artifact_collection_selection), (sort, limit, offset))

task<reply<artifact>> create_artifact(scope& rq, body<models::artifact_create> wanted)
{
    auto made = co_await rq.db().transaction(models::create_artifact, std::move(*wanted));
    rq.publish(std::move(made.events));
    co_return reply<artifact>{std::move(made.value), http::status::created};
}

task<artifact> read_artifact(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_artifact, id);
    if (!found)
        refuse_unknown("Artifact not found.");
    co_return std::move(*found);
}

// As the reference answers it: the collection's row in the shape of an artifact.
task<artifact> read_latest_artifact(scope& rq, std::string key)
{
    auto found = co_await rq.db().read(models::read_latest_artifact, std::move(key));
    if (!found)
        refuse_unknown("Artifact not found.");
    co_return artifact{{found->id, found->created, found->updated}, std::move(*found), std::move(found->key)};
}

task<std::vector<artifact>> read_artifacts(scope& rq, fields<artifact_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    auto const sort = *wanted->sort;
    return rq.db().read(models::read_artifacts, models::artifact_selection{std::move(*wanted)}, sort, range);
}

task<std::vector<artifact_collection>> read_latest_artifacts(scope& rq, fields<latest_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    auto const sort = *wanted->sort;
    return rq.db().read(models::read_latest_artifacts, models::artifact_collection_selection{std::move(*wanted)}, sort,
                        range);
}

task<std::int64_t> count_artifacts(scope& rq, fields<models::artifact_selection> wanted)
{
    return rq.db().read(models::count_artifacts, std::move(*wanted));
}

task<std::int64_t> count_latest_artifacts(scope& rq, fields<models::artifact_collection_selection> wanted)
{
    return rq.db().read(models::count_latest_artifacts, std::move(*wanted));
}

task<void> update_artifact(scope& rq, uuid id, body<models::artifact_update> wanted)
{
    auto const changed = co_await rq.db().transaction(models::update_artifact, id, std::move(*wanted));
    if (!changed)
        refuse_unknown("Artifact not found.");
}

task<void> delete_artifact(scope& rq, uuid id)
{
    auto done = co_await rq.db().transaction(models::delete_artifact, id);
    if (!done.value)
        refuse_unknown("Artifact not found.");
    rq.publish(std::move(done.events));
}

} // namespace

void add_artifacts(router& r)
{
    r.section("Artifacts");
    r.post<"/artifacts/", create_artifact>().needs(role::runner).audit(audited::of_people).also(201);
    r.get<"/artifacts/{id:uuid}", read_artifact>().needs(role::viewer).refuses(404);
    r.get<"/artifacts/{key}/latest", read_latest_artifact>().needs(role::viewer).refuses(404);
    r.post<"/artifacts/filter", read_artifacts>().needs(role::viewer);
    r.post<"/artifacts/latest/filter", read_latest_artifacts>().needs(role::viewer);
    r.post<"/artifacts/count", count_artifacts>().needs(role::viewer);
    r.post<"/artifacts/latest/count", count_latest_artifacts>().needs(role::viewer);
    r.patch<"/artifacts/{id:uuid}", update_artifact>().needs(role::runner).audit(audited::of_people).refuses(404);
    r.del<"/artifacts/{id:uuid}", delete_artifact>().needs(role::operator_).refuses(404);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::artifact_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::latest_page_fields)
