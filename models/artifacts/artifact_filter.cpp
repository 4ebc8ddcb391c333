#include <models/artifacts/artifact_filter.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

PRAETOR_JSON_CODEC(praetor::models::filters::artifact_key)
PRAETOR_JSON_CODEC(praetor::models::filters::artifact_filter)
PRAETOR_JSON_CODEC(praetor::models::filters::artifact_collection_filter)

namespace praetor::models::filters {
namespace {

db::sql key_condition(db::grammar const& grammar, std::string const& column, artifact_key const& wanted)
{
    conditions all;
    if (wanted.any_)
        all.add(is_any_of(column, *wanted.any_));
    if (wanted.like_ && !wanted.like_->empty())
        all.add(is_like(grammar, column, *wanted.like_));
    if (wanted.exists_)
        all.add(is_null(column, !*wanted.exists_));
    return all.joined();
}

// The criteria that both tables share.
template <class Filter>
db::sql shared_where(db::grammar const& grammar, std::string const& table, Filter const& wanted,
                     std::optional<any_of<uuid>> const& ids, std::string_view id_column)
{
    conditions all{*wanted.combined_by};
    if (ids)
        all.add(detail::criterion_where(grammar, table + '.' + std::string{id_column}, *ids));
    if (wanted.key)
        all.add(key_condition(grammar, table + ".key", *wanted.key));
    if (wanted.flow_run_id)
        all.add(detail::criterion_where(grammar, table + ".flow_run_id", *wanted.flow_run_id));
    if (wanted.task_run_id)
        all.add(detail::criterion_where(grammar, table + ".task_run_id", *wanted.task_run_id));
    if (wanted.type)
        all.add(detail::criterion_where(grammar, table + ".type", *wanted.type));
    return all.joined();
}

} // namespace

db::sql where(db::grammar const& grammar, artifact_filter const& wanted)
{
    return shared_where(grammar, "artifact", wanted, wanted.id, "id");
}

db::sql where(db::grammar const& grammar, artifact_collection_filter const& wanted)
{
    return shared_where(grammar, "artifact_collection", wanted, wanted.latest_id, "latest_id");
}

} // namespace praetor::models::filters
