// Arguments as libpq takes them: text, with a type where the C++ type decides it and PostgreSQL's inference where not.
#pragma once

#include <db/sql.hpp>

#include <libpq-fe.h>

#include <string>
#include <vector>

namespace praetor::db::postgresql {

// Pointers into the arguments, and into texts of its own; valid while both live.
class parameters
{
public:
    explicit parameters(std::vector<argument> const& arguments);

    // As PQsendQueryParams takes them; they live as long as this.
    int count() const noexcept { return static_cast<int>(types_.size()); }
    Oid const* types() const noexcept { return types_.data(); }
    char const* const* values() const noexcept { return values_.data(); }

private:
    std::vector<Oid> types_;
    std::vector<char const*> values_;
    std::string texts_; // values made here, each ended by a zero
};

} // namespace praetor::db::postgresql
