// Documents that older releases of Prefect stored. They lack the keys that came since; the reference fills them in when
// it reads them, and so do these, before the text passes on into a reply.
#pragma once

#include <models/runs/run_policy.hpp>

#include <server/base/json/codec.hpp>

#include <db/cell.hpp>

#include <utility>

namespace praetor::models {

struct state_details;

// A Document as text: state_details, flow_run_policy or task_run_policy.
template <class Document>
struct stored_document : json_text
{
    stored_document() = default;
    explicit stored_document(json_text from) : json_text(std::move(from)) {}
    explicit stored_document(Document const& from) : json_text{json::to_text(from)} {}

    // Puts the keys in that are not there. Where the document has the newest one, only a search of the text is paid.
    // What can not be read stays as it is.
    void complete();
};

template <>
void stored_document<flow_run_policy>::complete();
template <>
void stored_document<task_run_policy>::complete();
template <>
void stored_document<state_details>::complete();

// A document that comes from its column is complete.
template <class Document>
void read_cell(db::cell const& from, stored_document<Document>& out)
{
    db::read_cell(from, static_cast<json_text&>(out));
    out.complete();
}

} // namespace praetor::models

namespace praetor::json {

template <class Document>
struct codec<models::stored_document<Document>> : codec<json_text>
{};
template <class Document>
struct schema<models::stored_document<Document>> : schema<Document>
{};

} // namespace praetor::json
