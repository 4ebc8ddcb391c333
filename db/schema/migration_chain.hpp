// The migrations of a dialect in their order, and how people name a place in it.
#pragma once

#include <db/dialect.hpp>
#include <db/schema/migration.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::db {

// Leads from an empty database to where the chain up to `revision` does, at once.
struct shortcut_script
{
    std::string revision;
    std::string_view script;
};

class migration_chain
{
public:
    // The chain inside the program.
    static migration_chain const& embedded(dialect kind);

    // The files of <folder>/postgresql or <folder>/sqlite. Throws error{errc::bad_setting} for a folder or a file that
    // can not be read, and where a file does not come after the one before it.
    static migration_chain read(std::filesystem::path const& folder, dialect kind);

    dialect kind() const noexcept { return kind_; }
    // Oldest first.
    std::vector<migration> const& all() const noexcept { return all_; }
    // The newest revision; empty where there is no migration.
    std::string head() const { return all_.empty() ? std::string{} : all_.back().revision; }
    // How many migrations lead to `revision`: 0 for the empty name, which is the base. Nothing for one that is not
    // here.
    std::optional<std::size_t> find(std::string_view revision) const;
    // The name of the place that `count` migrations lead to.
    std::string at(std::size_t count) const { return count == 0 ? std::string{} : all_[count - 1].revision; }
    // The file head_<revision>.sql; its script is empty where there is none.
    shortcut_script const& shortcut() const noexcept { return shortcut_; }

    // What a person calls a revision, as Alembic reads it: "head", "base", an id or the beginning of one, each with
    // "+N" or "-N" behind it, or "+N" and "-N" alone, from `current`. Gives the full id, empty for the base. Throws
    // error{errc::bad_setting} for what is not known, not unique or beyond either end.
    std::string resolve(std::string_view name, std::string_view current) const;

private:
    explicit migration_chain(dialect kind) : kind_(kind) {}
    void add(std::string_view name, std::string_view text);
    void check() const;

    dialect kind_;
    std::vector<migration> all_;
    shortcut_script shortcut_;
    std::vector<std::shared_ptr<std::string const>> texts_; // of files; those inside the program live for ever
};

// The folder of a dialect: "postgresql" or "sqlite".
std::string_view folder_of(dialect kind);

// The revision of the newest migration inside the program.
std::string head_of(dialect kind);

} // namespace praetor::db
