// The WHERE of a statement: conditions joined by AND, or nothing.
#pragma once

#include <db/query/condition.hpp>

namespace praetor::db::query {

class where_clause
{
public:
    // Joined to those before by AND.
    void add(condition const& wanted) { text_ << (text_.text().empty() ? " WHERE " : " AND ") << wanted.text(); }

    sql const& text() const noexcept { return text_; }

private:
    sql text_;
};

} // namespace praetor::db::query
