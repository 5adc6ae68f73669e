/** Classes that break the rules of StructureRules on purpose, each at least one. */
package io.weevil.apps.structure.offence;
